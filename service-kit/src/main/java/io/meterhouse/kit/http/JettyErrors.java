package io.meterhouse.kit.http;

import com.fasterxml.jackson.core.JsonProcessingException;
import io.meterhouse.kit.http.edge.SecurityHeaders;
import io.meterhouse.kit.http.error.ApiException;
import io.meterhouse.kit.http.error.ErrorFamily;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.util.Map;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.server.handler.ErrorHandler;
import org.eclipse.jetty.util.Callback;
import org.jspecify.annotations.Nullable;

/** Errors that Jetty answers before Javalin sees the request, in the same envelopes as ours. */
final class JettyErrors extends ErrorHandler {

  private final TraceIds traceIds;

  JettyErrors(TraceIds traceIds) {
    this.traceIds = traceIds;
    setCacheControl("no-store");
  }

  /** Ours are for programs, whatever their method. */
  @Override
  public boolean errorPageForMethod(String method) {
    return true;
  }

  @Override
  protected void generateResponse(
      Request request,
      Response response,
      int code,
      @Nullable String message,
      @Nullable Throwable cause,
      Callback callback) {
    String path = request.getHttpURI().getPath();
    RequestSeen seen = RequestSeen.of(request);
    String traceId =
        seen == null ? traceIds.of(request.getHeaders().get(TraceIds.HEADER)) : seen.traceId();
    ApiException problem = Failures.ofStatus(code, request.getMethod() + " " + path);
    problem.headers().forEach((name, value) -> response.getHeaders().put(name, value));
    response.getHeaders().put(TraceIds.HEADER, traceId);
    SecurityHeaders.addTo(request, response);
    response.getHeaders().put(HttpHeader.CONTENT_TYPE, "application/json");
    response.write(
        true,
        ByteBuffer.wrap(bytes(ErrorFamily.ofPath(path == null ? "" : path), problem, traceId)),
        callback);
  }

  private static byte[] bytes(ErrorFamily family, ApiException problem, String traceId) {
    Map<String, Object> envelope = family.envelope(problem, traceId);
    try {
      return Json.of(family).writeValueAsBytes(envelope);
    } catch (JsonProcessingException e) {
      throw new UncheckedIOException(e);
    }
  }
}

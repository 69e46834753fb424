package io.meterhouse.kit.http;

import io.meterhouse.kit.telemetry.LogContext;
import io.meterhouse.kit.telemetry.Telemetry;
import io.meterhouse.kit.telemetry.Tracing;
import java.util.Set;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;

/**
 * Sees every request from its first handler to its last byte, also those that no route answers:
 * gives it its id, its span and its fields in the log, and counts it when it is over.
 */
final class RequestWatch extends Handler.Wrapper {

  /** Others are shown as {@code OTHER}: a method is any word that a client likes. */
  private static final Set<String> METHODS =
      Set.of("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS");

  private final TraceIds traceIds;
  private final Tracing tracing;
  private final RequestMeters meters;

  RequestWatch(TraceIds traceIds, Telemetry telemetry, RequestMeters meters) {
    this.traceIds = traceIds;
    this.tracing = telemetry.tracing();
    this.meters = meters;
  }

  @Override
  public boolean handle(Request request, Response response, Callback callback) throws Exception {
    String method = METHODS.contains(request.getMethod()) ? request.getMethod() : "OTHER";
    Tracing.RequestSpan span =
        tracing.request(method, request.getHeaders().get(Tracing.TRACEPARENT));
    RequestSeen seen =
        new RequestSeen(traceIds.of(request.getHeaders().get(TraceIds.HEADER)), method, span);
    RequestSeen.attach(request, seen);
    meters.began();
    Request.addCompletionListener(request, failure -> over(seen, request, response));
    seen.putInLog();
    try {
      return super.handle(request, response, callback);
    } finally {
      LogContext.clear();
      span.detach();
    }
  }

  private void over(RequestSeen seen, Request request, Response response) {
    seen.span().end(seen.route(), response.getStatus());
    seen.putInLog();
    try {
      meters.over(
          seen,
          new RequestMeters.Result(
              response.getStatus(),
              System.nanoTime() - seen.beganNanos(),
              Request.getContentBytesRead(request),
              Response.getContentBytesWritten(response)));
    } finally {
      LogContext.clear();
    }
  }
}

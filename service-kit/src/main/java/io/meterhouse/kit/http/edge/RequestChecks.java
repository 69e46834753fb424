package io.meterhouse.kit.http.edge;

import io.meterhouse.kit.config.HttpLimits;
import java.util.List;
import org.eclipse.jetty.http.HttpField;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;

/**
 * Refuses heads of requests that are valid HTTP but that two readers could understand in two ways,
 * or that are beyond our limits.
 */
final class RequestChecks extends Handler.Wrapper {

  private static final List<HttpHeader> AT_MOST_ONCE =
      List.of(
          HttpHeader.HOST,
          HttpHeader.AUTHORIZATION,
          HttpHeader.CONTENT_LENGTH,
          HttpHeader.CONTENT_TYPE,
          HttpHeader.CONTENT_ENCODING,
          HttpHeader.TRANSFER_ENCODING,
          HttpHeader.ORIGIN);

  private static final List<String> OURS_AT_MOST_ONCE =
      List.of("Idempotency-Key", HeaderNames.REQUEST_ID, "X-Tenant-Id", "X-User-Id", "X-User-Role");

  private final HttpLimits limits;

  RequestChecks(HttpLimits limits) {
    this.limits = limits;
  }

  @Override
  public boolean handle(Request request, Response response, Callback callback) throws Exception {
    int status = refusal(request);
    if (status == 0) {
      return super.handle(request, response, callback);
    }
    Response.writeError(request, response, callback, status);
    return true;
  }

  private int refusal(Request request) {
    HttpFields headers = request.getHeaders();
    if (request.getHttpURI().getPathQuery().length() > limits.maxUriBytes()) {
      return 414;
    }
    if (headers.size() > limits.maxHeaders()) {
      return 431;
    }
    boolean repeats =
        AT_MOST_ONCE.stream().anyMatch(header -> isRepeated(headers, header.asString()))
            || OURS_AT_MOST_ONCE.stream().anyMatch(header -> isRepeated(headers, header));
    String origin = headers.get(HttpHeader.ORIGIN);
    boolean isAmbiguousOrigin = origin != null && origin.indexOf(' ') >= 0;
    return repeats || isAmbiguousOrigin ? 400 : 0;
  }

  private static boolean isRepeated(HttpFields headers, String name) {
    boolean found = false;
    for (HttpField field : headers) {
      if (field.is(name)) {
        if (found) {
          return true;
        }
        found = true;
      }
    }
    return false;
  }
}

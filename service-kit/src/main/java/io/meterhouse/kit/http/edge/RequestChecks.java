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
import org.eclipse.jetty.util.Index;
import org.jspecify.annotations.Nullable;

/**
 * Refuses heads of requests that are valid HTTP but that two readers could understand in two ways,
 * or that are beyond our limits.
 */
final class RequestChecks extends Handler.Wrapper {

  private static final List<String> AT_MOST_ONCE =
      List.of(
          HttpHeader.HOST.asString(),
          HttpHeader.AUTHORIZATION.asString(),
          HttpHeader.CONTENT_LENGTH.asString(),
          HttpHeader.CONTENT_TYPE.asString(),
          HttpHeader.CONTENT_ENCODING.asString(),
          HttpHeader.TRANSFER_ENCODING.asString(),
          HttpHeader.ORIGIN.asString(),
          "Idempotency-Key",
          HeaderNames.REQUEST_ID,
          "X-Tenant-Id",
          "X-User-Id",
          "X-User-Role");

  /** The number of each, so that one pass over a head finds what is repeated. */
  private static final Index<Integer> NUMBERS = numbered(AT_MOST_ONCE);

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
    String origin = headers.get(HttpHeader.ORIGIN);
    boolean isAmbiguousOrigin = origin != null && origin.indexOf(' ') >= 0;
    return isAmbiguousOrigin || isOneRepeated(headers) ? 400 : 0;
  }

  private static boolean isOneRepeated(HttpFields headers) {
    long seen = 0;
    for (HttpField field : headers) {
      @Nullable Integer number = NUMBERS.get(field.getName());
      if (number == null) {
        continue;
      }
      long bit = 1L << number;
      if ((seen & bit) != 0) {
        return true;
      }
      seen |= bit;
    }
    return false;
  }

  private static Index<Integer> numbered(List<String> headers) {
    Index.Builder<Integer> numbers = new Index.Builder<Integer>().caseSensitive(false);
    for (int i = 0; i < headers.size(); i++) {
      numbers.with(headers.get(i), i);
    }
    return numbers.build();
  }
}

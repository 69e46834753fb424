package io.meterhouse.kit.http;

import io.javalin.http.Context;
import io.meterhouse.kit.access.SignedRequest;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Shows a request to whoever checks its signature, as it came over the line. */
final class SignedExchange {

  private SignedExchange() {}

  static SignedRequest of(Context ctx) {
    Map<String, List<String>> headers = new HashMap<>();
    for (String name : Collections.list(ctx.req().getHeaderNames())) {
      headers.put(name.toLowerCase(Locale.ROOT), Collections.list(ctx.req().getHeaders(name)));
    }
    String query = ctx.queryString();
    String target = ctx.req().getRequestURI() + (query == null ? "" : "?" + query);
    return new SignedRequest(ctx.method().name(), target, headers, () -> body(ctx));
  }

  private static byte[] body(Context ctx) {
    try {
      return Bodies.rawAhead(ctx);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}

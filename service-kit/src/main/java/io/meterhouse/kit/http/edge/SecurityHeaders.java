package io.meterhouse.kit.http.edge;

import org.eclipse.jetty.http.HttpField;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.PreEncodedHttpField;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;

/** What browsers are told with every answer; a handler may set another value instead. */
public final class SecurityHeaders extends Handler.Wrapper {

  private static final HttpField[] ALWAYS = {
    new PreEncodedHttpField("X-Content-Type-Options", "nosniff"),
    new PreEncodedHttpField("Cache-Control", "no-store"),
    new PreEncodedHttpField(
        "Content-Security-Policy", "default-src 'none'; frame-ancestors 'none'"),
    new PreEncodedHttpField("Referrer-Policy", "no-referrer"),
  };
  private static final HttpField ENCRYPTED_ALONE =
      new PreEncodedHttpField("Strict-Transport-Security", "max-age=31536000");

  @Override
  public boolean handle(Request request, Response response, Callback callback) throws Exception {
    addTo(request, response);
    return super.handle(request, response, callback);
  }

  /** For answers that never came to a handler. */
  public static void addTo(Request request, Response response) {
    HttpFields.Mutable headers = response.getHeaders();
    for (HttpField field : ALWAYS) {
      addIfAbsent(headers, field);
    }
    if (request.isSecure()) {
      addIfAbsent(headers, ENCRYPTED_ALONE);
    }
  }

  private static void addIfAbsent(HttpFields.Mutable headers, HttpField field) {
    if (!headers.contains(field.getName())) {
      headers.add(field);
    }
  }
}

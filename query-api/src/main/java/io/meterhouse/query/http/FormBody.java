package io.meterhouse.query.http;

import io.javalin.http.Context;
import io.meterhouse.kit.http.Bodies;
import io.meterhouse.kit.http.error.ApiException;
import io.meterhouse.kit.http.error.OAuthError;
import java.io.IOException;
import java.net.URLDecoder;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Reads {@code application/x-www-form-urlencoded} as RFC 6749 §3.2 wants it. */
final class FormBody {

  /** Names and values of a token request are short, and it comes from anybody. */
  private static final int MAX_BYTES = 16 * 1024;

  private static final String FORM = "application/x-www-form-urlencoded";

  private FormBody() {}

  /**
   * The parameters; those without a value count as absent.
   *
   * @throws ApiException {@code invalid_request} for another kind of body, one that is longer than
   *     16 KiB, or a parameter that comes twice
   */
  static Map<String, String> read(Context ctx) throws IOException {
    String type = ctx.contentType();
    if (type == null || !type.toLowerCase(Locale.ROOT).split(";", -1)[0].strip().equals(FORM)) {
      throw invalid("Content-Type (expected: " + FORM + ")");
    }
    Map<String, String> form = new HashMap<>();
    for (String pair : text(Bodies.read(ctx, MAX_BYTES)).split("&", -1)) {
      int equals = pair.indexOf('=');
      if (equals > 0
          && form.put(decode(pair.substring(0, equals)), decode(pair.substring(equals + 1)))
              != null) {
        throw invalid("a parameter comes twice (expected: once)");
      }
    }
    form.values().removeIf(String::isEmpty);
    return form;
  }

  static String decode(String encoded) {
    try {
      return URLDecoder.decode(encoded, StandardCharsets.UTF_8);
    } catch (IllegalArgumentException e) {
      throw invalid("the form has a % that two hexadecimal digits do not follow");
    }
  }

  private static String text(byte[] body) {
    try {
      return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(body)).toString();
    } catch (CharacterCodingException e) {
      throw invalid("the form is not UTF-8");
    }
  }

  private static ApiException invalid(String description) {
    return new ApiException(OAuthError.INVALID_REQUEST, description, List.of());
  }
}

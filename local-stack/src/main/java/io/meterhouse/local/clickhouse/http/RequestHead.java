package io.meterhouse.local.clickhouse.http;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * The request line and the headers.
 *
 * @param headers by lower-case name; repeated ones are joined with commas
 */
public record RequestHead(
    String method, String path, String rawQuery, boolean isHttp11, Map<String, String> headers) {
  /** Stands in where a head could not be read. */
  static final RequestHead NONE = new RequestHead("", "", "", false, Map.of());

  public Optional<String> header(String name) {
    return Optional.ofNullable(headers.get(name.toLowerCase(Locale.ROOT)));
  }

  /** The parameters of the URL in their order; of a repeated one the last value counts. */
  public Map<String, String> parameters() {
    Map<String, String> parameters = new LinkedHashMap<>();
    for (String pair : List.of(rawQuery.split("&", -1))) {
      int equals = pair.indexOf('=');
      String name = decode(equals < 0 ? pair : pair.substring(0, equals));
      if (!name.isEmpty()) {
        parameters.put(name, equals < 0 ? "" : decode(pair.substring(equals + 1)));
      }
    }
    return parameters;
  }

  boolean keepsAlive() {
    String connection = header("connection").orElse("").toLowerCase(Locale.ROOT);
    return isHttp11 ? !connection.contains("close") : connection.contains("keep-alive");
  }

  boolean expectsContinue() {
    return header("expect").orElse("").equalsIgnoreCase("100-continue");
  }

  private static String decode(String text) {
    return URLDecoder.decode(text, StandardCharsets.UTF_8);
  }
}

package io.meterhouse.kit.config;

import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Which pages of other origins a browser lets use the API; none unless named.
 *
 * @param origins as browsers send them, such as {@code https://console.acme.example}
 */
public record CorsConfig(List<String> origins) {

  /** No other origin. */
  public static final CorsConfig CLOSED = new CorsConfig(List.of());

  private static final String KEY = "METERHOUSE_CORS_ORIGINS";

  private static final String PORT = "(:[0-9]{1,5})?";
  private static final Pattern SECURE =
      Pattern.compile("https://[a-z0-9]([a-z0-9.-]{0,251}[a-z0-9])?" + PORT);
  private static final Pattern LOOPBACK =
      Pattern.compile("http://(localhost|127\\.0\\.0\\.1|\\[::1])" + PORT);

  /** Checks that each is one exact origin. */
  public CorsConfig {
    origins = List.copyOf(origins);
    for (String origin : origins) {
      if (!SECURE.matcher(origin).matches() && !LOOPBACK.matcher(origin).matches()) {
        throw new ConfigurationException(
            KEY
                + ": "
                + origin
                + " (expected: exact origins in lower case, without a path, of https or of this"
                + " machine, such as https://console.example.com or http://localhost:3000)");
      }
    }
  }

  /** Reads METERHOUSE_CORS_ORIGINS. */
  public static CorsConfig from(Settings settings) {
    return new CorsConfig(
        Stream.of(settings.string(KEY).split(",", -1))
            .map(String::strip)
            .filter(origin -> !origin.isEmpty())
            .toList());
  }
}

package io.meterhouse.kit.config;

import java.time.Duration;

/**
 * What one connection and one request may take.
 *
 * @param maxHeadBytes of the request line and all headers
 * @param maxUriBytes of path and query as they came
 * @param maxHeaders lines of headers
 * @param idleTimeout silence after which a connection is closed
 * @param headTimeout how long a client may take to send the head of a request
 * @param bodyTimeout how long a client may take to send its body
 * @param maxConnections open ones; more wait to be accepted
 * @param maxRequests answered at once; more are refused with 503
 */
public record HttpLimits(
    int maxHeadBytes,
    int maxUriBytes,
    int maxHeaders,
    Duration idleTimeout,
    Duration headTimeout,
    Duration bodyTimeout,
    int maxConnections,
    int maxRequests) {

  private static final int KIBIBYTE = 1024;

  /** What a service has unless told otherwise. */
  public static final HttpLimits DEFAULT =
      new HttpLimits(
          16 * KIBIBYTE,
          8 * KIBIBYTE,
          100,
          Duration.ofSeconds(30),
          Duration.ofSeconds(15),
          Duration.ofSeconds(60),
          10_000,
          1_000);

  private static final Duration SHORTEST = Duration.ofMillis(100);
  private static final Duration LONGEST = Duration.ofHours(1);

  /** Reads METERHOUSE_HTTP_MAX_* and METERHOUSE_HTTP_*_TIMEOUT. */
  public static HttpLimits from(Settings settings) {
    return new HttpLimits(
        settings.integer(
            "METERHOUSE_HTTP_MAX_HEAD_BYTES", DEFAULT.maxHeadBytes, KIBIBYTE, 1024 * KIBIBYTE),
        settings.integer(
            "METERHOUSE_HTTP_MAX_URI_BYTES", DEFAULT.maxUriBytes, 256, 1024 * KIBIBYTE),
        settings.integer("METERHOUSE_HTTP_MAX_HEADERS", DEFAULT.maxHeaders, 10, 10_000),
        timeout(settings, "METERHOUSE_HTTP_IDLE_TIMEOUT", DEFAULT.idleTimeout),
        timeout(settings, "METERHOUSE_HTTP_HEAD_TIMEOUT", DEFAULT.headTimeout),
        timeout(settings, "METERHOUSE_HTTP_BODY_TIMEOUT", DEFAULT.bodyTimeout),
        settings.integer("METERHOUSE_HTTP_MAX_CONNECTIONS", DEFAULT.maxConnections, 1, 1_000_000),
        settings.integer("METERHOUSE_HTTP_MAX_REQUESTS", DEFAULT.maxRequests, 1, 1_000_000));
  }

  private static Duration timeout(Settings settings, String key, Duration byDefault) {
    return settings.duration(key, byDefault, SHORTEST, LONGEST);
  }
}

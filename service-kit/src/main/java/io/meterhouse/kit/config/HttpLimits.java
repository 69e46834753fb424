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

  /** What a service has unless told otherwise. */
  public static final HttpLimits DEFAULT = from(Settings.defaults());

  /** Reads METERHOUSE_HTTP_MAX_* and METERHOUSE_HTTP_*_TIMEOUT. */
  public static HttpLimits from(Settings settings) {
    return new HttpLimits(
        settings.integer("METERHOUSE_HTTP_MAX_HEAD_BYTES"),
        settings.integer("METERHOUSE_HTTP_MAX_URI_BYTES"),
        settings.integer("METERHOUSE_HTTP_MAX_HEADERS"),
        settings.duration("METERHOUSE_HTTP_IDLE_TIMEOUT"),
        settings.duration("METERHOUSE_HTTP_HEAD_TIMEOUT"),
        settings.duration("METERHOUSE_HTTP_BODY_TIMEOUT"),
        settings.integer("METERHOUSE_HTTP_MAX_CONNECTIONS"),
        settings.integer("METERHOUSE_HTTP_MAX_REQUESTS"));
  }
}

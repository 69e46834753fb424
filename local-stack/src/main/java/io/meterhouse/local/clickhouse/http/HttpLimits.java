package io.meterhouse.local.clickhouse.http;

import java.time.Duration;

/**
 * What one client may ask of the server.
 *
 * @param maxConnections open at a time; further ones are answered with 503 and closed
 * @param maxRequestLineBytes the query may stand in it, so it is long
 * @param maxHeaderBytes all header lines of a request together
 * @param maxDrainedBytes how much of a body that nobody wants is read away to keep a connection
 * @param idleTimeout how long a connection may stay silent inside or between requests
 */
public record HttpLimits(
    int maxConnections,
    int maxRequestLineBytes,
    int maxHeaderBytes,
    long maxDrainedBytes,
    Duration idleTimeout) {
  public static final HttpLimits DEFAULT =
      new HttpLimits(256, 1024 * 1024, 64 * 1024, 256L * 1024 * 1024, Duration.ofMinutes(1));
}

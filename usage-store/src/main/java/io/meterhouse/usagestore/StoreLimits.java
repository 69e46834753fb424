package io.meterhouse.usagestore;

import java.time.Duration;

/**
 * What one {@link UsageStore} may take, and for how long it waits.
 *
 * @param maxConnections to ClickHouse at a time; a further call waits for one of them
 * @param connectionWait how long it waits for one before it fails, retryable
 * @param connectTimeout to reach the server at all
 * @param queryTimeout the server stops a query that takes longer (ClickHouse error 159)
 * @param socketTimeout silence of the server on an open connection; longer than queryTimeout, so
 *     that the server's own answer comes first
 * @param compression LZ4 on requests and answers. Worth it over a network; both ClickHouse and the
 *     embedded endpoint speak it
 */
public record StoreLimits(
    int maxConnections,
    Duration connectionWait,
    Duration connectTimeout,
    Duration queryTimeout,
    Duration socketTimeout,
    boolean compression) {

  public static final StoreLimits DEFAULT =
      new StoreLimits(
          16,
          Duration.ofSeconds(10),
          Duration.ofSeconds(5),
          Duration.ofSeconds(30),
          Duration.ofSeconds(60),
          true);

  public StoreLimits {
    require(maxConnections >= 1, "maxConnections", maxConnections, ">= 1");
    require(queryTimeout.toSeconds() >= 1, "queryTimeout", queryTimeout, ">= 1 second");
    require(
        socketTimeout.compareTo(queryTimeout) > 0,
        "socketTimeout",
        socketTimeout,
        "longer than queryTimeout " + queryTimeout);
    require(connectTimeout.isPositive(), "connectTimeout", connectTimeout, "> 0");
    require(connectionWait.isPositive(), "connectionWait", connectionWait, "> 0");
  }

  private static void require(boolean holds, String name, Object came, String expected) {
    if (!holds) {
      throw new IllegalArgumentException(name + ": " + came + " (expected: " + expected + ")");
    }
  }
}

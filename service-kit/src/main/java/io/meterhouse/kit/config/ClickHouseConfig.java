package io.meterhouse.kit.config;

/**
 * The analytics engine's HTTP interface.
 *
 * @param url {@code http://host:port}
 * @param password never shown by {@link #toString()}
 * @param cluster name of the servers that share our tables; empty: it is one
 * @param replicated whether each row is on several of them
 */
public record ClickHouseConfig(
    String url, String database, String user, String password, String cluster, boolean replicated) {

  /** Checks the URL's kind, and that neither database nor cluster need quoting. */
  public ClickHouseConfig {
    if (!url.matches("https?://.+")) {
      throw new ConfigurationException(
          "ClickHouse address: " + MaskedUrl.of(url) + " (expected: http://host:port)");
    }
    if (!database.matches("[A-Za-z_][A-Za-z0-9_]{0,62}")) {
      throw new ConfigurationException(
          "ClickHouse database: "
              + database
              + " (expected: letters, digits and underscores, at most 63)");
    }
    if (!cluster.matches("[A-Za-z0-9_.-]{0,127}")) {
      throw new ConfigurationException(
          "METERHOUSE_CLICKHOUSE_CLUSTER: "
              + cluster
              + " (expected: letters, digits, dots, hyphens and underscores, at most 127)");
    }
    if (replicated && cluster.isEmpty()) {
      throw new ConfigurationException(
          "METERHOUSE_CLICKHOUSE_REPLICATED: true without METERHOUSE_CLICKHOUSE_CLUSTER (expected:"
              + " the name of the cluster that has the replicas)");
    }
  }

  /** One server. */
  public ClickHouseConfig(String url, String database, String user, String password) {
    this(url, database, user, password, "", false);
  }

  /** Reads METERHOUSE_CLICKHOUSE_*. */
  public static ClickHouseConfig from(Settings settings) {
    return new ClickHouseConfig(
        settings.required("METERHOUSE_CLICKHOUSE_URL"),
        settings.string("METERHOUSE_CLICKHOUSE_DATABASE"),
        settings.string("METERHOUSE_CLICKHOUSE_USER"),
        settings.secret("METERHOUSE_CLICKHOUSE_PASSWORD"),
        settings.string("METERHOUSE_CLICKHOUSE_CLUSTER"),
        settings.flag("METERHOUSE_CLICKHOUSE_REPLICATED"));
  }

  /** The address without user or parameters, which may hold a password: fit for messages. */
  public String address() {
    return MaskedUrl.of(url);
  }

  @Override
  public String toString() {
    return "ClickHouseConfig[url=" + address() + ", database=" + database + ", user=" + user + "]";
  }
}

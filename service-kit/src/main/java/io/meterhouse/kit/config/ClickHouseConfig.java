package io.meterhouse.kit.config;

/**
 * The analytics engine's HTTP interface.
 *
 * @param url {@code http://host:port}
 * @param password never shown by {@link #toString()}
 */
public record ClickHouseConfig(String url, String database, String user, String password) {

  /** Checks the URL's kind and that the database needs no quoting. */
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
  }

  /** Reads METERHOUSE_CLICKHOUSE_*. */
  public static ClickHouseConfig from(Settings settings) {
    return new ClickHouseConfig(
        settings.required("METERHOUSE_CLICKHOUSE_URL"),
        settings.string("METERHOUSE_CLICKHOUSE_DATABASE"),
        settings.string("METERHOUSE_CLICKHOUSE_USER"),
        settings.secret("METERHOUSE_CLICKHOUSE_PASSWORD"));
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

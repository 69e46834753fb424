package io.meterhouse.kit.config;

/**
 * The control plane's database.
 *
 * @param url {@code jdbc:postgresql://host:port/database}
 * @param password never shown by {@link #toString()}
 * @param schema where our tables are; one database can hold several installations
 * @param poolSize connections that a service holds
 */
public record PostgresConfig(
    String url, String user, String password, String schema, int poolSize) {

  private static final String URL_PREFIX = "jdbc:postgresql://";

  /** Checks the URL's kind and that the schema needs no quoting. */
  public PostgresConfig {
    if (!url.startsWith(URL_PREFIX)) {
      throw new ConfigurationException(
          "PostgreSQL address: "
              + MaskedUrl.of(url)
              + " (expected: "
              + URL_PREFIX
              + "host:port/database)");
    }
    if (!schema.matches("[a-z_][a-z0-9_]{0,62}")) {
      throw new ConfigurationException(
          "PostgreSQL schema: "
              + schema
              + " (expected: lower-case letters, digits and underscores, at most 63)");
    }
  }

  /** In the schema {@code public}. */
  public PostgresConfig(String url, String user, String password) {
    this(url, user, password, "public");
  }

  /** With a pool of the default size. */
  public PostgresConfig(String url, String user, String password, String schema) {
    this(url, user, password, schema, Settings.defaults().integer("METERHOUSE_POSTGRES_POOL_SIZE"));
  }

  /** Reads METERHOUSE_POSTGRES_*. */
  public static PostgresConfig from(Settings settings) {
    return from(settings, settings.integer("METERHOUSE_POSTGRES_POOL_SIZE"));
  }

  /** Reads METERHOUSE_POSTGRES_* for a pool of that size. */
  static PostgresConfig from(Settings settings, int connections) {
    return new PostgresConfig(
        settings.required("METERHOUSE_POSTGRES_URL"),
        settings.string("METERHOUSE_POSTGRES_USER"),
        settings.secret("METERHOUSE_POSTGRES_PASSWORD"),
        settings.string("METERHOUSE_POSTGRES_SCHEMA"),
        connections);
  }

  /** With a pool of that size. */
  public PostgresConfig withPoolSize(int connections) {
    return new PostgresConfig(url, user, password, schema, connections);
  }

  /** The address without its parameters, which may hold a password: fit for messages. */
  public String address() {
    return MaskedUrl.of(url);
  }

  @Override
  public String toString() {
    return "PostgresConfig[url=" + address() + ", user=" + user + ", schema=" + schema + "]";
  }
}

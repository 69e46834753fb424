package io.meterhouse.usagestore;

import java.util.Locale;
import java.util.regex.Pattern;

/**
 * Which ClickHouse, which database, as whom.
 *
 * @param url of its HTTP interface, for example {@code http://127.0.0.1:8123}
 * @param database need not exist yet: {@link ClickHouseMigrations} creates it
 */
public record ClickHouseStoreConfig(
    String url,
    String database,
    String user,
    String password,
    StoreLayout layout,
    StoreLimits limits) {

  private static final Pattern DATABASE = Pattern.compile("[A-Za-z_][A-Za-z0-9_]{0,127}");

  public ClickHouseStoreConfig {
    String scheme = url.toLowerCase(Locale.ROOT);
    if (!scheme.startsWith("http://") && !scheme.startsWith("https://")) {
      throw new IllegalArgumentException(
          "ClickHouse url: " + url + " (expected: http://HOST:PORT or https://HOST:PORT)");
    }
    if (!DATABASE.matcher(database).matches()) {
      throw new IllegalArgumentException(
          "ClickHouse database: " + database + " (expected: " + DATABASE.pattern() + ")");
    }
  }

  /** On one server. */
  public ClickHouseStoreConfig(
      String url, String database, String user, String password, StoreLimits limits) {
    this(url, database, user, password, StoreLayout.ONE_SERVER, limits);
  }

  public ClickHouseStoreConfig(
      String url, String database, String user, String password, StoreLayout layout) {
    this(url, database, user, password, layout, StoreLimits.DEFAULT);
  }

  /** On one server. */
  public ClickHouseStoreConfig(String url, String database, String user, String password) {
    this(url, database, user, password, StoreLayout.ONE_SERVER);
  }

  /** Without the password: this may stand in a log. */
  @Override
  public String toString() {
    return url + " database " + database + " as " + user;
  }
}

package io.meterhouse.local.clickhouse;

import com.clickhouse.client.api.Client;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;

/** One embedded ClickHouse for all tests of this JVM; it ends with the JVM. */
final class TestClickHouse {
  private static final AtomicInteger NAMES = new AtomicInteger();

  private TestClickHouse() {}

  private static final class Holder {
    static final ClickHouseEngine ENGINE =
        ClickHouseEngine.start(EngineSettings.in(newDirectory()), embedded());
  }

  /** The environment, but for what would choose another ClickHouse than the embedded one. */
  static Map<String, String> embedded() {
    Map<String, String> environment = new HashMap<>(System.getenv());
    environment.remove(Flavor.URL_VARIABLE);
    environment.put("PATH", "");
    return environment;
  }

  static Path newDirectory() {
    try {
      return Files.createTempDirectory("clickhouse-it-");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static String url() {
    return Holder.ENGINE.url();
  }

  static String freshTable() {
    return "t" + NAMES.incrementAndGet();
  }

  static Connection jdbc() throws SQLException {
    return jdbc(url());
  }

  static Connection jdbc(String url) throws SQLException {
    return DriverManager.getConnection("jdbc:ch:" + url);
  }

  static Client client() {
    return client(url());
  }

  static Client client(String url) {
    return new Client.Builder().addEndpoint(url).setUsername("default").setPassword("").build();
  }
}

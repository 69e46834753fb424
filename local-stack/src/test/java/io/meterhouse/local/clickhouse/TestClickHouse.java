package io.meterhouse.local.clickhouse;

import com.clickhouse.client.api.Client;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;

/** One embedded ClickHouse for all tests of this JVM; it ends with the JVM. */
final class TestClickHouse {
  private static final AtomicInteger NAMES = new AtomicInteger();

  private TestClickHouse() {}

  private static final class Holder {
    static final ClickHouseEngine ENGINE = start();

    private static ClickHouseEngine start() {
      Path directory = newDirectory();
      ClickHouseEngine engine =
          ClickHouseEngine.start(EngineSettings.in(directory).forShortLife(true), embedded());
      Runtime.getRuntime().addShutdownHook(new Thread(() -> end(engine, directory)));
      return engine;
    }
  }

  private static void end(ClickHouseEngine engine, Path directory) {
    engine.close();
    try (Stream<Path> files = Files.walk(directory)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The environment, but for what would choose another ClickHouse than the embedded one. */
  static Map<String, String> embedded() {
    Map<String, String> environment = new HashMap<>(System.getenv());
    environment.remove(Flavor.URL_VARIABLE);
    environment.put("PATH", "");
    return environment;
  }

  private static Path newDirectory() {
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

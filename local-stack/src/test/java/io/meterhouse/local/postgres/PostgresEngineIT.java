package io.meterhouse.local.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.meterhouse.local.process.PortInUseException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PostgresEngineIT {

  private static final Duration TIMEOUT = Duration.ofMinutes(2);

  @TempDir private Path directory;

  @Test
  void shouldKeepRowsOverRestartsAndKills() throws Exception {
    try (PostgresEngine engine = PostgresEngine.start(directory)) {
      execute(engine, "CREATE TABLE numbers (n integer PRIMARY KEY)");
      execute(engine, "INSERT INTO numbers SELECT generate_series(0, 99)");

      engine.restart();
      assertThat(count(engine)).as("after a restart").isEqualTo(100);

      int committed = insertUntilKilled(engine, 100);
      assertThat(engine.isAlive()).isFalse();
      engine.restart();

      // The one that was under way may have been committed without us being told.
      assertThat(count(engine)).as("after a kill").isBetween(committed, committed + 1);
    }
  }

  @Test
  void shouldStopAServerThatAnEarlierLifeLeftBehind() throws Exception {
    try (PostgresEngine engine = PostgresEngine.start(directory)) {
      execute(engine, "CREATE TABLE numbers (n integer PRIMARY KEY)");
      ProcessHandle guard = ProcessHandle.of(engine.pid()).orElseThrow();
      ProcessHandle server = child(guard, "postgres");
      // Nobody is left to see our end of the pipe close.
      child(guard, "sh").destroyForcibly();
      guard.destroyForcibly();
      await().atMost(TIMEOUT).until(() -> !engine.isAlive());
      assertThat(server.isAlive()).isTrue();

      engine.restart();

      assertThat(server.isAlive()).isFalse();
      assertThat(count(engine)).isZero();
    }
  }

  @Test
  void shouldStartWhenTheRecordedProcessIsAStrangerByNow() throws Exception {
    try (PostgresEngine engine = PostgresEngine.start(directory)) {
      engine.kill();
      Path pidFile = directory.resolve("data").resolve("postmaster.pid");
      List<String> lines = new ArrayList<>(Files.readAllLines(pidFile));
      lines.set(0, Long.toString(ProcessHandle.current().parent().orElseThrow().pid()));
      Files.write(pidFile, lines);

      engine.restart();

      assertThat(engine.isAlive()).isTrue();
    }
  }

  private static ProcessHandle child(ProcessHandle parent, String program) {
    return parent
        .children()
        .filter(child -> child.info().command().orElse("").matches(".*/(da)?" + program))
        .findFirst()
        .orElseThrow();
  }

  @Test
  void shouldRefuseAPortThatIsTaken() throws Exception {
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      PostgresOptions options = PostgresOptions.in(directory).onPort(taken.getLocalPort());

      assertThatThrownBy(() -> PostgresEngine.start(options))
          .isInstanceOf(PortInUseException.class)
          .hasMessageContaining("127.0.0.1:" + taken.getLocalPort())
          .hasMessageContaining("give PostgreSQL another port");
    }
  }

  private static Connection connect(PostgresEngine engine) throws SQLException {
    return DriverManager.getConnection(engine.jdbcUrl(), engine.user(), engine.password());
  }

  private static void execute(PostgresEngine engine, String sql) throws SQLException {
    try (Connection connection = connect(engine);
        Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  private static int count(PostgresEngine engine) throws SQLException {
    try (Connection connection = connect(engine);
        Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery("SELECT count(*) FROM numbers")) {
      assertThat(rows.next()).isTrue();
      return rows.getInt(1);
    }
  }

  private static int insertUntilKilled(PostgresEngine engine, int from) throws SQLException {
    int next = from;
    Thread killer = new Thread(engine::kill);
    try (Connection connection = connect(engine);
        Statement statement = connection.createStatement()) {
      for (; ; next++) {
        statement.execute("INSERT INTO numbers VALUES (" + next + ")");
        if (next == from + 100) {
          killer.start();
        }
      }
    } catch (SQLException e) {
      assertThat(next).isGreaterThan(from + 100);
      join(killer);
      return next;
    }
  }

  private static void join(Thread thread) {
    try {
      thread.join();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }
}

package io.meterhouse.kit.postgres;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import com.zaxxer.hikari.metrics.micrometer.MicrometerMetricsTrackerFactory;
import io.meterhouse.kit.config.PostgresConfig;
import io.meterhouse.kit.config.StartupConfig;
import io.meterhouse.kit.lifecycle.Engine;
import io.meterhouse.kit.lifecycle.EngineProbe;
import io.meterhouse.kit.lifecycle.EngineWait;
import io.meterhouse.kit.lifecycle.StartupException;
import io.meterhouse.kit.telemetry.Metrics;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Properties;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.FlywayException;
import org.jdbi.v3.core.Jdbi;

/** A migrated database behind a pool. Close it after everything that uses it. */
public final class Database implements AutoCloseable {

  private static final Duration CONNECTION_TIMEOUT = Duration.ofSeconds(5);

  private final Engine engine;
  private final HikariDataSource pool;
  private final Jdbi jdbi;

  private Database(Engine engine, HikariDataSource pool) {
    this.engine = engine;
    this.pool = pool;
    this.jdbi = Jdbi.create(pool);
  }

  /**
   * Waits for the server, brings the schema up to date, and opens the pool. Services that start at
   * once take turns with the migrations.
   *
   * @throws StartupException when the server does not answer in time, refuses us, or the migrations
   *     do not fit what is there
   */
  public static Database open(PostgresConfig config, StartupConfig startup) {
    return new Database(prepare(config, startup), new HikariDataSource(poolConfig(config)));
  }

  /**
   * As {@link #open}, of a schema that somebody else made and that stays as it is.
   *
   * @throws StartupException when the server does not answer in time, or refuses us
   */
  public static Database openExisting(PostgresConfig config, StartupConfig startup) {
    return new Database(awaitServer(config, startup), new HikariDataSource(poolConfig(config)));
  }

  /** Waits for the server and brings the schema up to date. */
  static Engine prepare(PostgresConfig config, StartupConfig startup) {
    Engine engine = awaitServer(config, startup);
    migrate(config);
    return engine;
  }

  private static Engine awaitServer(PostgresConfig config, StartupConfig startup) {
    Engine engine = new Engine("PostgreSQL", config.address(), "METERHOUSE_POSTGRES_URL");
    boolean reachable = EngineWait.until(engine, startup, () -> answers(config));
    if (!reachable) {
      throw new StartupException("PostgreSQL at " + config.address() + " gave no valid connection");
    }
    return engine;
  }

  /** Runs SQL in handles and transactions; sessions are in UTC. */
  public Jdbi jdbi() {
    return jdbi;
  }

  /**
   * Begins to ask the server whether it is there, by way of the pool as requests do: where none of
   * them gets a connection, neither does the probe.
   */
  public EngineProbe probe() {
    return EngineProbe.start(engine, this::ask);
  }

  /** Counts connections of the pool; {@code service} is a label. */
  public void measure(Metrics metrics, String service) {
    MicrometerMetricsTrackerFactory trackers =
        new MicrometerMetricsTrackerFactory(metrics.registry());
    pool.setMetricsTrackerFactory((pool, stats) -> trackers.create(service, stats));
  }

  @Override
  public void close() {
    pool.close();
  }

  private void ask() throws SQLException {
    try (Connection connection = pool.getConnection()) {
      if (!connection.isValid((int) CONNECTION_TIMEOUT.toSeconds())) {
        throw new SQLException("the connection is not valid");
      }
    }
  }

  private static boolean answers(PostgresConfig config) throws SQLException {
    Properties properties = new Properties();
    properties.setProperty("user", config.user());
    properties.setProperty("password", config.password());
    properties.setProperty("connectTimeout", Long.toString(CONNECTION_TIMEOUT.toSeconds()));
    properties.setProperty("loginTimeout", Long.toString(CONNECTION_TIMEOUT.toSeconds()));
    try (Connection connection = DriverManager.getConnection(config.url(), properties)) {
      return connection.isValid((int) CONNECTION_TIMEOUT.toSeconds());
    } catch (SQLException e) {
      throw refusal(config, e);
    }
  }

  /** Waiting helps against a server that is away, not against one that answers no. */
  private static SQLException refusal(PostgresConfig config, SQLException e) {
    String state = e.getSQLState() == null ? "" : e.getSQLState();
    if (state.startsWith("28")) {
      throw new StartupException(
          "PostgreSQL at "
              + config.address()
              + " refuses user "
              + config.user()
              + ". Correct METERHOUSE_POSTGRES_USER or METERHOUSE_POSTGRES_PASSWORD.",
          e);
    }
    if (state.equals("3D000")) {
      throw new StartupException(
          "the database of "
              + config.address()
              + " does not exist. Create it, or correct METERHOUSE_POSTGRES_URL.",
          e);
    }
    return e;
  }

  private static void migrate(PostgresConfig config) {
    try {
      Flyway.configure()
          .dataSource(config.url(), config.user(), config.password())
          .schemas(config.schema())
          .createSchemas(true)
          .locations("classpath:postgresql")
          .load()
          .migrate();
    } catch (FlywayException e) {
      throw new StartupException(
          "the schema "
              + config.schema()
              + " of "
              + config.address()
              + " cannot be brought up to date: "
              + e.getMessage()
              + " Use the version that made it, or another METERHOUSE_POSTGRES_SCHEMA.",
          e);
    }
  }

  static HikariConfig poolConfig(PostgresConfig config) {
    HikariConfig hikari = new HikariConfig();
    hikari.setPoolName("meterhouse-" + config.schema());
    hikari.setJdbcUrl(config.url());
    hikari.setUsername(config.user());
    hikari.setPassword(config.password());
    hikari.setSchema(config.schema());
    hikari.setMaximumPoolSize(config.poolSize());
    hikari.setConnectionTimeout(CONNECTION_TIMEOUT.toMillis());
    // The driver would send the JVM's zone, and dates would depend on the machine.
    hikari.setConnectionInitSql("SET TIME ZONE 'UTC'");
    return hikari;
  }
}

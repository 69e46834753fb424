package io.meterhouse.local.postgres;

import io.meterhouse.local.process.EngineStartException;
import io.meterhouse.local.process.Ports;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Properties;

/** Talks to the server while it is being started. */
final class PostgresProbe {

  static final String DATABASE = "meterhouse";

  /** A question to a server that is only starting; it is asked again. */
  private static final Duration QUESTION_TIMEOUT = Duration.ofSeconds(5);

  private final String host;
  private final int port;

  PostgresProbe(String host, int port) {
    this.host = host;
    this.port = port;
  }

  /** Whether the server answers a query; it listens for a moment before it does. */
  boolean answers() {
    if (!Ports.answers(host, port)) {
      return false;
    }
    try (Connection connection = connect(QUESTION_TIMEOUT);
        Statement statement = connection.createStatement()) {
      return statement.execute("SELECT 1");
    } catch (SQLException e) {
      // "The database system is starting up": asked again until it is up or the time is over.
      return false;
    }
  }

  /**
   * Creates the database where it is missing.
   *
   * @param timeout for one statement: a new database is copied and synchronised file by file, which
   *     a slow disk takes many seconds for, and it is not asked again
   */
  void createDatabase(Duration timeout) {
    try (Connection connection = connect(timeout);
        Statement statement = connection.createStatement();
        ResultSet found =
            statement.executeQuery(
                "SELECT 1 FROM pg_database WHERE datname = '" + DATABASE + "'")) {
      if (!found.next()) {
        statement.execute("CREATE DATABASE " + DATABASE);
      }
    } catch (SQLException e) {
      throw new EngineStartException("PostgreSQL: cannot create the database " + DATABASE, e);
    }
  }

  private Connection connect(Duration timeout) throws SQLException {
    Properties properties = new Properties();
    properties.put("user", DataDirectory.SUPERUSER);
    properties.put("connectTimeout", Long.toString(Math.max(1, timeout.toSeconds())));
    properties.put("socketTimeout", Long.toString(Math.max(1, timeout.toSeconds())));
    return DriverManager.getConnection(
        "jdbc:postgresql://" + host + ":" + port + "/postgres", properties);
  }
}

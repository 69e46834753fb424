package io.meterhouse.local.postgres;

import io.meterhouse.local.process.EngineStartException;
import io.meterhouse.local.process.Ports;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Properties;

/** Talks to the server while it is being started. */
final class PostgresProbe {

  static final String DATABASE = "meterhouse";

  private static final String TIMEOUT_SECONDS = "5";

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
    try (Connection connection = connect();
        Statement statement = connection.createStatement()) {
      return statement.execute("SELECT 1");
    } catch (SQLException e) {
      // "The database system is starting up": asked again until it is up or the time is over.
      return false;
    }
  }

  void createDatabase() {
    try (Connection connection = connect();
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

  private Connection connect() throws SQLException {
    Properties properties = new Properties();
    properties.put("user", DataDirectory.SUPERUSER);
    properties.put("connectTimeout", TIMEOUT_SECONDS);
    properties.put("socketTimeout", TIMEOUT_SECONDS);
    return DriverManager.getConnection(
        "jdbc:postgresql://" + host + ":" + port + "/postgres", properties);
  }
}

package io.meterhouse.benchmarks.rate;

import io.meterhouse.benchmarks.BenchmarkException;
import io.meterhouse.kit.config.PostgresConfig;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;

/** The benchmark's own schema. */
final class PostgresSchema {

  private PostgresSchema() {}

  /** With all that is in it, if it is there. */
  static void drop(PostgresConfig config) {
    try (Connection connection =
            DriverManager.getConnection(config.url(), config.user(), config.password());
        Statement statement = connection.createStatement()) {
      statement.execute("DROP SCHEMA IF EXISTS " + config.schema() + " CASCADE");
    } catch (SQLException e) {
      throw new BenchmarkException(
          "the schema %s cannot be dropped: %s".formatted(config.schema(), e.getMessage()), e);
    }
  }
}

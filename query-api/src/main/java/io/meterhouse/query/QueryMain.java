package io.meterhouse.query;

import io.meterhouse.kit.catalog.AccessConfig;
import io.meterhouse.kit.catalog.CatalogAccess;
import io.meterhouse.kit.config.ConfigurationException;
import io.meterhouse.kit.config.HttpConfig;
import io.meterhouse.kit.config.LogConfig;
import io.meterhouse.kit.config.Settings;
import io.meterhouse.kit.config.TelemetryConfig;
import io.meterhouse.kit.lifecycle.ServiceRunner;
import io.meterhouse.kit.lifecycle.StartupException;
import io.meterhouse.kit.telemetry.LogOutput;
import io.meterhouse.kit.telemetry.Telemetry;
import java.time.InstantSource;

/** Runs the query service by itself, configured by METERHOUSE_* environment variables. */
public final class QueryMain {

  private QueryMain() {}

  /** Serves until SIGTERM or SIGINT; exits with 1 where it cannot start. */
  public static void main(String[] args) {
    try {
      Settings settings = Settings.of(System.getenv());
      settings.check("query-api");
      LogOutput.configure(LogConfig.from(settings), "query-api");
      Telemetry telemetry = Telemetry.start(TelemetryConfig.from(settings), "query-api");
      InstantSource clock = InstantSource.system();
      QueryModule module = QueryModule.create(QueryConfig.from(settings), clock, telemetry);
      CatalogAccess access = CatalogAccess.create(AccessConfig.from(settings), clock);
      ServiceRunner.run(HttpConfig.from(settings), access, module, clock, telemetry);
    } catch (ConfigurationException | StartupException e) {
      System.err.println("query-api cannot start: " + e.getMessage());
      System.exit(1);
    }
  }
}

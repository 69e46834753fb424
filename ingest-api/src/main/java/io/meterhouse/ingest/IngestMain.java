package io.meterhouse.ingest;

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

/** Ingest as a process of its own, configured by the environment. */
public final class IngestMain {

  private IngestMain() {}

  /** Runs until SIGTERM; exits with 1 where it cannot start. */
  public static void main(String[] args) {
    try {
      Settings settings = Settings.of(System.getenv());
      settings.check("ingest-api");
      LogOutput.configure(LogConfig.from(settings), "ingest-api");
      Telemetry telemetry = Telemetry.start(TelemetryConfig.from(settings), "ingest-api");
      InstantSource clock = InstantSource.system();
      IngestModule module = IngestModule.create(IngestConfig.from(settings), clock, telemetry);
      CatalogAccess access = CatalogAccess.create(AccessConfig.from(settings), clock);
      ServiceRunner.run(HttpConfig.from(settings), access, module, clock, telemetry);
    } catch (ConfigurationException | StartupException e) {
      System.err.println("ingest-api: " + e.getMessage());
      System.exit(1);
    }
  }
}

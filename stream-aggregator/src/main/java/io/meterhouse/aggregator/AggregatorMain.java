package io.meterhouse.aggregator;

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

/** The aggregator as a process of its own, told by environment variables. */
public final class AggregatorMain {

  private AggregatorMain() {}

  public static void main(String[] args) {
    try {
      Settings settings = Settings.of(System.getenv());
      settings.check("stream-aggregator");
      LogOutput.configure(LogConfig.from(settings), "stream-aggregator");
      Telemetry telemetry = Telemetry.start(TelemetryConfig.from(settings), "stream-aggregator");
      InstantSource clock = InstantSource.system();
      AggregatorModule module =
          AggregatorModule.create(AggregatorConfig.from(settings), clock, telemetry);
      CatalogAccess access = CatalogAccess.create(AccessConfig.from(settings), clock);
      ServiceRunner.run(HttpConfig.from(settings), access, module, clock, telemetry);
    } catch (ConfigurationException | StartupException e) {
      System.err.println("stream-aggregator: " + e.getMessage());
      System.exit(1);
    }
  }
}

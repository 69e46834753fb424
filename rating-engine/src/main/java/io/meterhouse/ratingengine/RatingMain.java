package io.meterhouse.ratingengine;

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

/** Runs the rating engine by itself, configured by the environment. */
public final class RatingMain {

  private RatingMain() {}

  /** Returns after SIGTERM; exits with 1 where it cannot start, saying why. */
  public static void main(String[] args) {
    try {
      Settings settings = Settings.of(System.getenv());
      settings.check("rating-engine");
      LogOutput.configure(LogConfig.from(settings), "rating-engine");
      Telemetry telemetry = Telemetry.start(TelemetryConfig.from(settings), "rating-engine");
      InstantSource clock = InstantSource.system();
      RatingModule module = RatingModule.create(RatingConfig.from(settings), clock, telemetry);
      CatalogAccess access = CatalogAccess.create(AccessConfig.from(settings), clock);
      ServiceRunner.run(HttpConfig.from(settings), access, module, clock, telemetry);
    } catch (ConfigurationException | StartupException e) {
      System.err.println("rating-engine cannot start: " + e.getMessage());
      System.exit(1);
    }
  }
}

package io.meterhouse.ingest;

import io.meterhouse.kit.catalog.AccessConfig;
import io.meterhouse.kit.catalog.CatalogAccess;
import io.meterhouse.kit.config.ConfigurationException;
import io.meterhouse.kit.config.HttpConfig;
import io.meterhouse.kit.config.Settings;
import io.meterhouse.kit.lifecycle.ServiceRunner;
import io.meterhouse.kit.lifecycle.StartupException;
import java.time.InstantSource;

/** Ingest as a process of its own, configured by the environment. */
public final class IngestMain {

  private IngestMain() {}

  /** Runs until SIGTERM; exits with 1 where it cannot start. */
  public static void main(String[] args) {
    try {
      Settings settings = Settings.of(System.getenv());
      settings.refuseUnknown();
      InstantSource clock = InstantSource.system();
      IngestModule module = IngestModule.create(IngestConfig.from(settings), clock);
      CatalogAccess access = CatalogAccess.create(AccessConfig.from(settings), clock);
      ServiceRunner.run(HttpConfig.from(settings), access, module, clock);
    } catch (ConfigurationException | StartupException e) {
      System.err.println("ingest-api: " + e.getMessage());
      System.exit(1);
    }
  }
}

package io.meterhouse.benchmarks.engines;

import io.meterhouse.kit.config.ClickHouseConfig;
import io.meterhouse.usagestore.UsageStore;

/** The benchmark's own database in ClickHouse. */
public final class StoreDatabase {

  private StoreDatabase() {}

  /** With all tables. */
  public static UsageStore open(ClickHouseConfig config) {
    return UsageStore.openMigrated(
        config.url(), config.database(), config.user(), config.password());
  }

  /** With all that is in it, if it is there. */
  public static void drop(ClickHouseConfig config) {
    try (Database server = new Database(config)) {
      server.ask("DROP DATABASE IF EXISTS " + config.database() + " SYNC");
    }
  }
}

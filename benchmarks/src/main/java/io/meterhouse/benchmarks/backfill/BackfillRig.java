package io.meterhouse.benchmarks.backfill;

import io.meterhouse.benchmarks.engines.Engines;
import io.meterhouse.benchmarks.report.Cost;
import io.meterhouse.kit.config.Settings;
import java.nio.file.Path;
import java.util.Map;

/** What takes part in a run: a broker and ClickHouse. Of one thread. */
final class BackfillRig implements AutoCloseable {

  private static final String DATABASE = "bench_backfill";

  private final Engines engines;
  private final Path directory;

  /**
   * Starts the engines, with their data under {@code directory}; a ClickHouse that is named, runs.
   */
  BackfillRig(boolean isTrial, Path directory, Map<String, String> environment) {
    this.engines = new Engines(isTrial, directory, environment);
    this.directory = directory;
  }

  /** The service's settings in a round: what it may change is the benchmark's own. */
  Settings settings(String round) {
    Map<String, String> all = engines.environment();
    all.put("METERHOUSE_TOPIC_PREFIX", "bench-backfill-" + round + ".");
    all.put("METERHOUSE_CLICKHOUSE_DATABASE", DATABASE);
    all.put("METERHOUSE_STATE_DIR", stateDir(round).toString());
    // An audit is another's work.
    all.put("METERHOUSE_AUDIT_INTERVAL", "0s");
    return Settings.of(all);
  }

  Path stateDir(String round) {
    return directory.resolve("state-" + round);
  }

  /** The counters as they stand; the server is ClickHouse, where it is ours. */
  Cost cost() {
    return engines.cost();
  }

  @Override
  public void close() {
    engines.close();
  }
}

package io.meterhouse.benchmarks.rate;

import io.meterhouse.benchmarks.engines.Engines;
import io.meterhouse.benchmarks.report.Cost;
import io.meterhouse.benchmarks.server.CpuTime;
import io.meterhouse.kit.config.Settings;
import io.meterhouse.kit.lifecycle.Parts;
import io.meterhouse.local.postgres.PostgresEngine;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What takes part in a run: a broker, PostgreSQL and ClickHouse. Of one thread. */
final class RateRig implements AutoCloseable {

  private static final String POSTGRES_URL = "METERHOUSE_POSTGRES_URL";
  private static final String NAME = "bench_rate";

  private final Parts parts = new Parts();
  private final Engines engines;
  private final @Nullable PostgresEngine postgres;
  private final Map<String, String> environment;

  /** Starts the engines, with their data under {@code directory}; those that are named, run. */
  RateRig(boolean isTrial, Path directory, Map<String, String> environment) {
    this.engines = parts.add(new Engines(isTrial, directory, environment));
    this.environment = engines.environment();
    if (environment.getOrDefault(POSTGRES_URL, "").isBlank()) {
      PostgresEngine started = parts.add(PostgresEngine.start(directory.resolve("postgres")));
      this.postgres = started;
      this.environment.put(POSTGRES_URL, started.jdbcUrl());
      this.environment.put("METERHOUSE_POSTGRES_USER", started.user());
      this.environment.put("METERHOUSE_POSTGRES_PASSWORD", started.password());
    } else {
      this.postgres = null;
    }
  }

  /** The service's settings in a round: what it may change is the benchmark's own. */
  Settings settings(int round) {
    Map<String, String> all = new HashMap<>(environment);
    all.put("METERHOUSE_TOPIC_PREFIX", "bench-rate-" + round + ".");
    all.put("METERHOUSE_CLICKHOUSE_DATABASE", NAME);
    all.put("METERHOUSE_POSTGRES_SCHEMA", NAME);
    // An audit is another's work.
    all.put("METERHOUSE_AUDIT_INTERVAL", "0s");
    return Settings.of(all);
  }

  /** The counters as they stand; the server is PostgreSQL and ClickHouse, where they are ours. */
  Cost cost() {
    Cost cost = engines.cost();
    return postgres == null ? cost : cost.withServer(CpuTime.ofTree(postgres.pid()));
  }

  @Override
  public void close() {
    parts.close();
  }
}

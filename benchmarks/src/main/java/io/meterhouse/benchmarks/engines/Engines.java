package io.meterhouse.benchmarks.engines;

import io.meterhouse.benchmarks.report.Cost;
import io.meterhouse.benchmarks.server.AllocationMeter;
import io.meterhouse.benchmarks.server.CpuTime;
import io.meterhouse.kit.lifecycle.Parts;
import io.meterhouse.local.clickhouse.ClickHouseEngine;
import io.meterhouse.local.clickhouse.EngineSettings;
import io.meterhouse.local.kafka.KafkaEngine;
import io.meterhouse.local.kafka.KafkaOptions;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.OptionalLong;

/** A broker and ClickHouse, each a process of its own. Of one thread. */
public final class Engines implements AutoCloseable {

  private final Parts parts = new Parts();
  private final AllocationMeter allocation = new AllocationMeter();
  private final KafkaEngine kafka;
  private final ClickHouseEngine clickHouse;
  private final Map<String, String> environment;

  /**
   * Starts them, with their data under {@code directory}; a ClickHouse that is named, runs.
   *
   * @param isTrial whether the broker is to start quickly rather than run fast
   */
  public Engines(boolean isTrial, Path directory, Map<String, String> environment) {
    KafkaOptions options = KafkaOptions.in(directory.resolve("kafka"));
    this.kafka = parts.add(KafkaEngine.start(options.forShortLife(isTrial)));
    this.clickHouse =
        parts.add(
            ClickHouseEngine.start(
                EngineSettings.in(directory.resolve("clickhouse")), environment));
    this.environment = new HashMap<>(environment);
    this.environment.put("METERHOUSE_KAFKA_BOOTSTRAP_SERVERS", kafka.bootstrapServers());
    this.environment.put("METERHOUSE_CLICKHOUSE_URL", clickHouse.url());
  }

  /** What was given, and where the engines are; the caller's to change. */
  public Map<String, String> environment() {
    return new HashMap<>(environment);
  }

  /** The counters as they stand; the server is ClickHouse, where it is ours. */
  public Cost cost() {
    OptionalLong server = clickHouse.pid();
    return new Cost(
        allocation.allocatedBytes(),
        server.isPresent() ? CpuTime.of(server.getAsLong()) : Duration.ZERO,
        CpuTime.of(kafka.pid()),
        CpuTime.ofThisProcess());
  }

  @Override
  public void close() {
    parts.close();
  }
}

package io.meterhouse.benchmarks.aggregate;

import io.meterhouse.aggregator.stream.StreamConfig;
import io.meterhouse.benchmarks.report.Cost;
import io.meterhouse.benchmarks.server.AllocationMeter;
import io.meterhouse.benchmarks.server.CpuTime;
import io.meterhouse.kit.config.KafkaConfig;
import io.meterhouse.kit.config.Settings;
import io.meterhouse.kit.config.StartupConfig;
import io.meterhouse.kit.lifecycle.Parts;
import io.meterhouse.kit.telemetry.Telemetry;
import io.meterhouse.local.kafka.KafkaEngine;
import io.meterhouse.local.kafka.KafkaOptions;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;

/** What the trials of a run share: a broker, and settings. Of one thread. */
final class AggregateRig implements AutoCloseable {

  private final Parts parts = new Parts();
  private final AllocationMeter allocation = new AllocationMeter();
  private final Path directory;
  private final KafkaEngine kafka;
  private final Settings settings;
  private final Telemetry telemetry;

  /** Starts the broker, with its data under {@code directory}. */
  AggregateRig(boolean isTrial, Path directory, Map<String, String> environment) {
    this.directory = directory;
    KafkaOptions options = KafkaOptions.in(directory.resolve("kafka"));
    this.kafka = parts.add(KafkaEngine.start(options.forShortLife(isTrial)));
    Map<String, String> all = new HashMap<>(environment);
    all.put("METERHOUSE_KAFKA_BOOTSTRAP_SERVERS", kafka.bootstrapServers());
    this.settings = Settings.of(all);
    this.telemetry = parts.add(Telemetry.local());
  }

  /** Topics of one trial alone. */
  KafkaConfig kafka(String trial) {
    KafkaConfig all = KafkaConfig.from(settings);
    return new KafkaConfig(
        all.bootstrapServers(), "bench-" + trial + ".", all.partitions(), all.replication());
  }

  StartupConfig startup() {
    return StartupConfig.from(settings);
  }

  StreamConfig stream() {
    return StreamConfig.from(settings);
  }

  Telemetry telemetry() {
    return telemetry;
  }

  Path stateDir(String trial) {
    return directory.resolve("state-" + trial);
  }

  /** The counters as they stand. */
  Cost cost() {
    return new Cost(
        allocation.allocatedBytes(),
        Duration.ZERO,
        CpuTime.of(kafka.pid()),
        CpuTime.ofThisProcess());
  }

  @Override
  public void close() {
    parts.close();
  }
}

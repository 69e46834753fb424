package io.meterhouse.aggregator.kafka.stream;

import io.meterhouse.aggregator.Usage;
import io.meterhouse.aggregator.stream.StreamConfig;
import io.meterhouse.kit.telemetry.Metrics;
import io.meterhouse.metering.MeterCatalog;
import io.meterhouse.metering.Sharding;
import io.meterhouse.schemas.usage.v1.UsageRecord;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import org.apache.kafka.streams.state.StoreBuilder;
import org.apache.kafka.streams.state.Stores;

/**
 * One partition of the pipeline without engines: the real processors on simulated logs, which die
 * between two commits, and around them tables that lag behind.
 */
final class SimulatedPipeline implements AutoCloseable {

  private static final String ACCEPTED = "t.usage.accepted";
  private static final String UNIQUE = "t.usage.unique";
  private static final String RECOMPUTED = "t.usage.recomputed";

  final SimulatedLog accepted = new SimulatedLog();
  final SimulatedLog unique = new SimulatedLog();
  final SimulatedLog rejected = new SimulatedLog();
  final SimulatedLog ledger = new SimulatedLog();
  final SimulatedLog aggregates = new SimulatedLog();
  final SimulatedLog recomputed = new SimulatedLog();

  /** Windows and counts in memory: few, so that most are read from the stores again. */
  private static final int KNOWN = 3;

  private final SimulatedLog scopes = new SimulatedLog();
  private final SimulatedLog builds = new SimulatedLog();

  private final SimulatedLog progress = new SimulatedLog();

  private final Map<String, SimulatedLog> outputs = new HashMap<>();
  private final SimulatedTask deduplicate;
  private final SimulatedTask aggregate;
  private final SimulatedWorker worker;
  private final Metrics metrics = new Metrics(1);
  private MeterCatalog catalog = MeterCatalog.empty();
  private Sharding sharding = Sharding.NONE;
  long nowMillis = Usage.NOON.toEpochMilli();

  SimulatedPipeline(Path directory) {
    outputs.put(AggregatorTopology.UNIQUE_SINK, unique);
    outputs.put(AggregatorTopology.LEDGER_SINK, ledger);
    outputs.put(AggregatorTopology.DEDUPLICATE_REJECTED_SINK, rejected);
    outputs.put(AggregatorTopology.AGGREGATE_REJECTED_SINK, rejected);
    outputs.put(AggregatorTopology.AGGREGATES_SINK, aggregates);
    outputs.put(AggregatorTopology.DEDUPLICATE_PROGRESS_SINK, progress);
    outputs.put(AggregatorTopology.PROGRESS_SINK, progress);
    outputs.put(AggregatorTopology.RECOMPUTE_SINK, scopes);
    outputs.put(AggregatorTopology.BUILDS_SINK, builds);
    StreamConfig config = StreamConfig.DEFAULT;
    Duration retention = IdentityMemory.retention(config.dedupWindow());
    deduplicate =
        new SimulatedTask(
            directory,
            () -> new DeduplicateProcessor(config, retention, () -> sharding, KNOWN, checks()),
            () ->
                List.of(
                    identities(retention),
                    keyValues(AggregatorTopology.LEDGER_STORE),
                    keyValues(AggregatorTopology.LEDGER_PENDING_STORE),
                    BeforeCommit.store(AggregatorTopology.DEDUPLICATE_COMMIT)));
    aggregate =
        new SimulatedTask(
            directory,
            () ->
                new AggregateProcessor(acceptedAt -> catalog, config, RECOMPUTED, KNOWN, checks()),
            () ->
                List.of(
                    keyValues(AggregatorTopology.WINDOWS_STORE),
                    keyValues(AggregatorTopology.WINDOWS_PENDING_STORE),
                    BeforeCommit.store(AggregatorTopology.AGGREGATE_COMMIT)));
    worker = new SimulatedWorker(unique, aggregates, recomputed, () -> catalog);
  }

  void use(MeterCatalog meters) {
    catalog = meters;
  }

  void spread(Sharding.Key usage, int shards) {
    sharding = sharding.with(Map.of(usage, shards));
  }

  MeterCatalog catalog() {
    return catalog;
  }

  void accept(UsageRecord usage) {
    accepted.append(Usage.key(usage), usage.toByteArray(), nowMillis);
  }

  /** As the control plane writes it to the log of unique usage. */
  void write(byte[] key, UsageRecord record) {
    unique.append(key, record.toByteArray(), nowMillis);
  }

  boolean deduplicate() {
    return deduplicate.step(ACCEPTED, accepted, nowMillis);
  }

  boolean aggregate() {
    return aggregate.step(UNIQUE, unique, nowMillis);
  }

  boolean complete() {
    return aggregate.step(RECOMPUTED, recomputed, nowMillis);
  }

  void emit() {
    deduplicate.punctuate(nowMillis);
    aggregate.punctuate(nowMillis);
  }

  void commitDeduplicate() {
    deduplicate.commit(this::log);
    unique.mark();
  }

  void commitAggregate() {
    aggregate.commit(this::log);
    aggregates.mark();
  }

  void crashDeduplicate() {
    deduplicate.crash();
  }

  void crashAggregate() {
    aggregate.crash();
  }

  void sink(Random random) throws Exception {
    worker.sink(random);
  }

  void crashWorker() {
    worker.crash();
  }

  boolean recompute(int atMost, int pieces) throws Exception {
    return worker.scopes(scopes, atMost, pieces);
  }

  boolean build(int pieces) throws Exception {
    return worker.build(builds, pieces);
  }

  /** Until nothing is left to do. */
  void settle() throws Exception {
    boolean isWorking = true;
    while (isWorking) {
      isWorking = false;
      while (deduplicate()) {
        isWorking = true;
      }
      while (aggregate()) {
        isWorking = true;
      }
      while (complete()) {
        isWorking = true;
      }
      emit();
      long before = unique.end() + 1;
      commitDeduplicate();
      commitAggregate();
      isWorking |= unique.end() > before;
      worker.sinkAll();
      while (recompute(5, Integer.MAX_VALUE)) {
        isWorking = true;
      }
      while (build(Integer.MAX_VALUE)) {
        isWorking = true;
      }
    }
  }

  private void log(String sink, byte[] key, byte[] value, long stampMillis) {
    Objects.requireNonNull(outputs.get(sink), sink).append(key, value, stampMillis);
  }

  private StateChecks checks() {
    return new StateChecks(
        "stage", new StateChecks.Watch(TestHistory.NOTHING, new StreamFindings(metrics)));
  }

  private static StoreBuilder<?> keyValues(String name) {
    return Stores.keyValueStoreBuilder(
        Stores.inMemoryKeyValueStore(name),
        org.apache.kafka.common.serialization.Serdes.Bytes(),
        org.apache.kafka.common.serialization.Serdes.ByteArray());
  }

  private static StoreBuilder<?> identities(Duration retention) {
    return Stores.windowStoreBuilder(
        Stores.inMemoryWindowStore(
            AggregatorTopology.SEEN_STORE, retention, Duration.ofDays(9), false),
        org.apache.kafka.common.serialization.Serdes.Bytes(),
        org.apache.kafka.common.serialization.Serdes.ByteArray());
  }

  @Override
  public void close() {
    deduplicate.close();
    aggregate.close();
    metrics.close();
  }
}

package io.meterhouse.aggregator.kafka.stream;

import com.google.protobuf.InvalidProtocolBufferException;
import io.meterhouse.aggregator.Usage;
import io.meterhouse.aggregator.stream.StreamConfig;
import io.meterhouse.kit.telemetry.Metrics;
import io.meterhouse.metering.MeterCatalog;
import io.meterhouse.metering.Sharding;
import io.meterhouse.schemas.usage.v1.MeterBuild;
import io.meterhouse.schemas.usage.v1.RecomputeScope;
import io.meterhouse.schemas.usage.v1.UsageRecord;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.stream.IntStream;
import org.apache.kafka.streams.state.StoreBuilder;
import org.apache.kafka.streams.state.Stores;

/**
 * The pipeline without engines: the real processors on simulated logs, which die between two
 * commits and move between instances, and around them tables that lag behind.
 */
final class SimulatedPipeline implements AutoCloseable {

  static final int PARTITIONS = 2;
  static final int INSTANCES = 2;

  private static final String ACCEPTED = "t.usage.accepted";
  private static final String UNIQUE = "t.usage.unique";
  private static final String RECOMPUTED = "t.usage.recomputed";

  /** Windows and counts in memory: few, so that most are read from the stores again. */
  private static final int KNOWN = 3;

  final SimulatedTopic accepted = new SimulatedTopic(PARTITIONS);
  final SimulatedTopic unique = new SimulatedTopic(PARTITIONS);
  final SimulatedTopic rejected = new SimulatedTopic(PARTITIONS);
  final SimulatedTopic ledger = new SimulatedTopic(PARTITIONS);
  final SimulatedTopic aggregates = new SimulatedTopic(PARTITIONS);
  private final SimulatedTopic recomputed = new SimulatedTopic(PARTITIONS);
  private final SimulatedTopic scopes = new SimulatedTopic(PARTITIONS);
  private final SimulatedTopic builds = new SimulatedTopic(PARTITIONS);
  private final SimulatedTopic progress = new SimulatedTopic(PARTITIONS);
  private final Map<String, SimulatedTopic> outputs = new HashMap<>();

  private final SimulatedCatalog catalog = new SimulatedCatalog();
  private final SimulatedTables tables = new SimulatedTables(unique, aggregates, PARTITIONS);
  private final List<SimulatedInstance> instances = new ArrayList<>();
  private final List<SimulatedWorker> workers = new ArrayList<>();
  private final List<SimulatedTask> deduplicates = new ArrayList<>();
  private final List<SimulatedTask> aggregators = new ArrayList<>();
  private final Metrics metrics = new Metrics(1);
  long nowMillis = Usage.NOON.toEpochMilli();

  SimulatedPipeline(Path directory) {
    outputs.put(AggregatorTopology.UNIQUE_SINK, unique);
    outputs.put(AggregatorTopology.LEDGER_SINK, ledger);
    outputs.put(AggregatorTopology.DEDUPLICATE_REJECTED_SINK, rejected);
    outputs.put(AggregatorTopology.AGGREGATE_REJECTED_SINK, rejected);
    outputs.put(AggregatorTopology.AGGREGATES_SINK, aggregates);
    outputs.put(AggregatorTopology.DEDUPLICATE_PROGRESS_SINK, progress);
    outputs.put(AggregatorTopology.PROGRESS_SINK, progress);
    SimulatedWorker.Group group =
        new SimulatedWorker.Group(scopes, builds, unique, aggregates, recomputed, tables);
    for (int i = 0; i < INSTANCES; i++) {
      instances.add(new SimulatedInstance(catalog));
      // Workers ask for what is published each time.
      workers.add(new SimulatedWorker(group, this::catalog));
    }
    for (int partition = 0; partition < PARTITIONS; partition++) {
      SimulatedInstance instance = instances.get(partition % INSTANCES);
      deduplicates.add(deduplicate(directory, partition, instance));
      aggregators.add(aggregate(directory, partition, instance));
    }
    workers.getFirst().assign(IntStream.range(0, PARTITIONS).boxed().toList());
  }

  private SimulatedTask deduplicate(Path directory, int partition, SimulatedInstance first) {
    StreamConfig config = StreamConfig.DEFAULT;
    Duration retention = IdentityMemory.retention(config.dedupWindow());
    return new SimulatedTask(
        directory,
        partition,
        first,
        instance ->
            new DeduplicateProcessor(config, retention, instance::sharding, KNOWN, checks()),
        () ->
            List.of(
                identities(retention),
                keyValues(AggregatorTopology.LEDGER_STORE),
                keyValues(AggregatorTopology.LEDGER_PENDING_STORE),
                BeforeCommit.store(AggregatorTopology.DEDUPLICATE_COMMIT)));
  }

  private SimulatedTask aggregate(Path directory, int partition, SimulatedInstance first) {
    return new SimulatedTask(
        directory,
        partition,
        first,
        instance ->
            new AggregateProcessor(instance, StreamConfig.DEFAULT, RECOMPUTED, KNOWN, checks()),
        () ->
            List.of(
                keyValues(AggregatorTopology.WINDOWS_STORE),
                keyValues(AggregatorTopology.WINDOWS_PENDING_STORE),
                BeforeCommit.store(AggregatorTopology.AGGREGATE_COMMIT)));
  }

  /** Published; the instances hear of it later. */
  void use(MeterCatalog meters) {
    catalog.publish(meters, Instant.ofEpochMilli(nowMillis));
  }

  /** Published; the instances hear of it later. */
  void spread(Sharding.Key usage, int shards) {
    catalog.publish(usage, shards, Instant.ofEpochMilli(nowMillis));
  }

  /** The newest. */
  MeterCatalog catalog() {
    return catalog.newest().meters();
  }

  void accept(UsageRecord usage) {
    accepted.append(Usage.key(usage), usage.toByteArray(), nowMillis);
  }

  /** As the control plane writes it to the log of unique usage. */
  void write(byte[] key, UsageRecord record) {
    unique.append(key, record.toByteArray(), nowMillis);
  }

  boolean deduplicate(int partition) {
    return deduplicates.get(partition).step(ACCEPTED, accepted, nowMillis);
  }

  boolean aggregate(int partition) {
    return aggregators.get(partition).step(UNIQUE, unique, nowMillis);
  }

  boolean complete(int partition) {
    return aggregators.get(partition).step(RECOMPUTED, recomputed, nowMillis);
  }

  void emit(int partition) {
    deduplicates.get(partition).punctuate(nowMillis);
    aggregators.get(partition).punctuate(nowMillis);
  }

  void commitDeduplicate(int partition) {
    deduplicates.get(partition).commit(this::log);
    unique.mark();
  }

  void commitAggregate(int partition) {
    aggregators.get(partition).commit(this::log);
    aggregates.mark();
  }

  /** It dies, and begins again with that instance. */
  void crashDeduplicate(int partition, int instance) {
    deduplicates.get(partition).restoreAt(instances.get(instance));
  }

  /** It dies, and begins again with that instance. */
  void crashAggregate(int partition, int instance) {
    aggregators.get(partition).restoreAt(instances.get(instance));
  }

  /** The partitions are given out anew: what tasks have done is committed before they move. */
  void rebalance(Random random) {
    Map<Integer, List<Integer>> given = new HashMap<>();
    for (int partition = 0; partition < PARTITIONS; partition++) {
      commitDeduplicate(partition);
      crashDeduplicate(partition, random.nextInt(INSTANCES));
      commitAggregate(partition);
      crashAggregate(partition, random.nextInt(INSTANCES));
      given.computeIfAbsent(random.nextInt(INSTANCES), missing -> new ArrayList<>()).add(partition);
    }
    for (int i = 0; i < INSTANCES; i++) {
      workers.get(i).assign(given.getOrDefault(i, List.of()));
    }
  }

  void crashWorker(int instance) {
    workers.get(instance).crash();
  }

  /** An instance hears of the next change of the catalogue. */
  void follow(int instance) {
    instances.get(instance).follow();
  }

  /** All instances hear of everything that is published. */
  void followToEnd() {
    instances.forEach(SimulatedInstance::catchUp);
  }

  void sink(Random random) throws Exception {
    tables.advance(random);
  }

  boolean recompute(int instance, int atMost, int pieces) throws Exception {
    return workers.get(instance).scopes(atMost, pieces);
  }

  boolean build(int instance, int pieces) throws Exception {
    return workers.get(instance).builds(pieces);
  }

  /** Until nothing is left to do. */
  void settle() throws Exception {
    followToEnd();
    boolean isWorking = true;
    while (isWorking) {
      isWorking = false;
      for (int partition = 0; partition < PARTITIONS; partition++) {
        isWorking |= settle(partition);
      }
      tables.advanceToEnd();
      for (int i = 0; i < INSTANCES; i++) {
        while (recompute(i, 5, Integer.MAX_VALUE)) {
          isWorking = true;
        }
        while (build(i, Integer.MAX_VALUE)) {
          isWorking = true;
        }
      }
    }
  }

  private boolean settle(int partition) {
    boolean isWorking = false;
    while (deduplicate(partition)) {
      isWorking = true;
    }
    while (aggregate(partition)) {
      isWorking = true;
    }
    while (complete(partition)) {
      isWorking = true;
    }
    emit(partition);
    int before = unique.size() + scopes.size() + builds.size();
    commitDeduplicate(partition);
    commitAggregate(partition);
    return isWorking || unique.size() + scopes.size() + builds.size() > before;
  }

  private void log(String sink, byte[] key, byte[] value, long stampMillis) {
    switch (sink) {
      case AggregatorTopology.RECOMPUTE_SINK ->
          scopes.partition(scope(value).getUniquePartition()).append(key, value, stampMillis);
      case AggregatorTopology.BUILDS_SINK ->
          builds.partition(build(value).getUniquePartition()).append(key, value, stampMillis);
      default -> Objects.requireNonNull(outputs.get(sink), sink).append(key, value, stampMillis);
    }
  }

  private static RecomputeScope scope(byte[] value) {
    try {
      return RecomputeScope.parseFrom(value);
    } catch (InvalidProtocolBufferException e) {
      throw new IllegalStateException(e);
    }
  }

  private static MeterBuild build(byte[] value) {
    try {
      return MeterBuild.parseFrom(value);
    } catch (InvalidProtocolBufferException e) {
      throw new IllegalStateException(e);
    }
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
    deduplicates.forEach(SimulatedTask::close);
    aggregators.forEach(SimulatedTask::close);
    metrics.close();
  }
}

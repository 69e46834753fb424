package io.meterhouse.aggregator.kafka.stream;

import com.google.protobuf.InvalidProtocolBufferException;
import io.meterhouse.aggregator.stream.Catalog;
import io.meterhouse.aggregator.stream.StreamConfig;
import io.meterhouse.kit.kafka.Topic;
import io.meterhouse.kit.kafka.Topics;
import io.meterhouse.schemas.usage.v1.MeterBuild;
import io.meterhouse.schemas.usage.v1.RecomputeScope;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.processor.StreamPartitioner;

/**
 * The two stages as one topology: deduplicate, and aggregate what is unique. They meet in a topic
 * and not in memory, because unique records are kept, and because they are partitioned otherwise.
 */
final class AggregatorTopology {

  static final String SEEN_STORE = "seen";
  static final String LEDGER_STORE = "ledger";
  static final String LEDGER_PENDING_STORE = "ledger-pending";
  static final String WINDOWS_STORE = "windows";
  static final String WINDOWS_PENDING_STORE = "windows-pending";
  static final String DEDUPLICATE_COMMIT = "deduplicate-commit";
  static final String AGGREGATE_COMMIT = "aggregate-commit";

  static final String UNIQUE_SINK = "to-unique";
  static final String LEDGER_SINK = "to-ledger";
  static final String DEDUPLICATE_PROGRESS_SINK = "to-progress-by-deduplicate";
  static final String DEDUPLICATE_REJECTED_SINK = "to-rejected-by-deduplicate";
  static final String AGGREGATES_SINK = "to-aggregates";
  static final String AGGREGATE_REJECTED_SINK = "to-rejected-by-aggregate";
  static final String PROGRESS_SINK = "to-progress";
  static final String RECOMPUTE_SINK = "to-recompute";
  static final String BUILDS_SINK = "to-builds";

  /** What a window with its key takes in memory, reckoned generously. */
  private static final long VALUE_BYTES = 1024;

  private static final String ACCEPTED_SOURCE = "from-accepted";
  private static final String UNIQUE_SOURCE = "from-unique";
  private static final String RECOMPUTED_SOURCE = "from-recomputed";
  private static final String DEDUPLICATE = "deduplicate";
  private static final String AGGREGATE = "aggregate";

  private final Topics topics;
  private final Topology topology = new Topology();

  private AggregatorTopology(Topics topics) {
    this.topics = topics;
  }

  /**
   * @param retention of the identities; as long as the window needs, or longer
   */
  static Topology of(
      Topics topics,
      Catalog catalog,
      StreamConfig config,
      Duration retention,
      StateChecks.Watch watch) {
    AggregatorTopology built = new AggregatorTopology(topics);
    built.addDeduplicate(catalog, config, retention, watch);
    built.addAggregate(catalog, config, watch);
    return built.topology;
  }

  private void addDeduplicate(
      Catalog catalog, StreamConfig config, Duration retention, StateChecks.Watch watch) {
    source(ACCEPTED_SOURCE, Topic.USAGE_ACCEPTED);
    topology.addProcessor(
        DEDUPLICATE,
        () ->
            new DeduplicateProcessor(
                config,
                retention,
                catalog::sharding,
                maxKnown(config),
                new StateChecks(DEDUPLICATE, watch)),
        ACCEPTED_SOURCE);
    topology.addStateStore(
        IdentityMemory.store(SEEN_STORE, config.dedupWindow(), retention), DEDUPLICATE);
    topology.addStateStore(LedgerCounts.store(LEDGER_STORE), DEDUPLICATE);
    topology.addStateStore(Pending.store(LEDGER_PENDING_STORE), DEDUPLICATE);
    topology.addStateStore(BeforeCommit.store(DEDUPLICATE_COMMIT), DEDUPLICATE);
    sink(UNIQUE_SINK, Topic.USAGE_UNIQUE, DEDUPLICATE);
    sink(LEDGER_SINK, Topic.USAGE_LEDGER, DEDUPLICATE);
    sink(DEDUPLICATE_PROGRESS_SINK, Topic.USAGE_PROGRESS, DEDUPLICATE);
    sink(DEDUPLICATE_REJECTED_SINK, Topic.USAGE_REJECTED, DEDUPLICATE);
  }

  private void addAggregate(Catalog catalog, StreamConfig config, StateChecks.Watch watch) {
    source(UNIQUE_SOURCE, Topic.USAGE_UNIQUE);
    source(RECOMPUTED_SOURCE, Topic.USAGE_RECOMPUTED);
    topology.addProcessor(
        AGGREGATE,
        () ->
            new AggregateProcessor(
                catalog,
                config,
                topics.name(Topic.USAGE_RECOMPUTED),
                maxKnown(config),
                new StateChecks(AGGREGATE, watch)),
        UNIQUE_SOURCE,
        RECOMPUTED_SOURCE);
    topology.addStateStore(WindowTable.builder(WINDOWS_STORE), AGGREGATE);
    topology.addStateStore(Pending.store(WINDOWS_PENDING_STORE), AGGREGATE);
    topology.addStateStore(BeforeCommit.store(AGGREGATE_COMMIT), AGGREGATE);
    sink(AGGREGATES_SINK, Topic.USAGE_AGGREGATES, AGGREGATE);
    sink(AGGREGATE_REJECTED_SINK, Topic.USAGE_REJECTED, AGGREGATE);
    sink(PROGRESS_SINK, Topic.USAGE_PROGRESS, AGGREGATE);
    sink(
        RECOMPUTE_SINK,
        Topic.USAGE_RECOMPUTE,
        AGGREGATE,
        value -> RecomputeScope.parseFrom(value).getUniquePartition());
    sink(
        BUILDS_SINK,
        Topic.USAGE_BUILDS,
        AGGREGATE,
        value -> MeterBuild.parseFrom(value).getUniquePartition());
  }

  /** For each task, as though this instance had all of them. */
  private int maxKnown(StreamConfig config) {
    int tasks = topics.partitions(Topic.USAGE_ACCEPTED) + topics.partitions(Topic.USAGE_UNIQUE);
    return Math.toIntExact(config.cacheBytes() / VALUE_BYTES / tasks);
  }

  // Bytes in and out: decoding is the stages' own work, so no record can fail before they see it.
  private void source(String name, Topic topic) {
    topology.addSource(
        name, new ByteArrayDeserializer(), new ByteArrayDeserializer(), topics.name(topic));
  }

  private void sink(String name, Topic topic, String parent) {
    topology.addSink(
        name, topics.name(topic), new ByteArraySerializer(), new ByteArraySerializer(), parent);
  }

  /**
   * Into the partition that the value names: who answers it works by partitions of usage.unique.
   */
  private void sink(String name, Topic topic, String parent, Partition partition) {
    StreamPartitioner<byte[], byte[]> partitioner =
        (to, key, value, partitions) -> Optional.of(Set.of(of(partition, value)));
    topology.addSink(
        name,
        topics.name(topic),
        new ByteArraySerializer(),
        new ByteArraySerializer(),
        partitioner,
        parent);
  }

  private static int of(Partition partition, byte[] value) {
    try {
      return partition.of(value);
    } catch (InvalidProtocolBufferException e) {
      throw new IllegalStateException("what was just written cannot be read", e);
    }
  }

  @FunctionalInterface
  private interface Partition {
    int of(byte[] value) throws InvalidProtocolBufferException;
  }
}

package io.meterhouse.aggregator.kafka.recompute;

import io.meterhouse.aggregator.kafka.progress.FoldProgress;
import io.meterhouse.aggregator.kafka.progress.LogOffsets;
import io.meterhouse.aggregator.kafka.progress.MarkerGap;
import io.meterhouse.aggregator.kafka.progress.StageMark;
import io.meterhouse.aggregator.recompute.RecomputeCounts;
import io.meterhouse.aggregator.recompute.RecomputeStore;
import io.meterhouse.aggregator.sink.ProgressStore;
import io.meterhouse.aggregator.stream.UniqueKey;
import io.meterhouse.kit.config.KafkaConfig;
import io.meterhouse.kit.kafka.Topic;
import io.meterhouse.kit.kafka.Topics;
import io.meterhouse.metering.MeterCatalog;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.apache.kafka.clients.producer.internals.BuiltInPartitioner;

/** What the recompute worker asks: the store, the catalogue, how far others are. */
final class RecomputeBackground implements AutoCloseable {

  private static final Duration PATIENCE = Duration.ofMillis(50);

  private final RecomputeWorker.Stores stores;
  private final Supplier<MeterCatalog> catalog;
  private final RecomputeCounts counts;
  private final LogOffsets log;
  private final FoldProgress completed;
  private final MarkerGap recomputedGap;
  private final String aggregates;
  private final String recomputed;
  private final int partitions;

  /** Of the builds that are sent, the end of usage.recomputed behind the last answer. */
  private final Map<RecomputeInbox.Waiting, Long> answered = new HashMap<>();

  /** Of those that were taken up, the ends of usage.aggregates behind all of their windows. */
  private final Map<RecomputeInbox.Waiting, Map<Integer, Long>> published = new HashMap<>();

  /**
   * @param catalog as it is at the moment of the call, on the brokers
   */
  RecomputeBackground(
      KafkaConfig kafka,
      RecomputeWorker.Stores stores,
      Supplier<MeterCatalog> catalog,
      RecomputeCounts counts) {
    Topics topics = new Topics(kafka);
    this.stores = stores;
    this.catalog = catalog;
    this.counts = counts;
    this.log = new LogOffsets(kafka);
    this.completed = new FoldProgress(kafka, topics.name(Topic.USAGE_PROGRESS));
    this.aggregates = topics.name(Topic.USAGE_AGGREGATES);
    this.recomputed = topics.name(Topic.USAGE_RECOMPUTED);
    this.recomputedGap = new MarkerGap(kafka, recomputed);
    this.partitions = topics.partitions(Topic.USAGE_UNIQUE);
  }

  RecomputeStore store() {
    return stores.recompute();
  }

  MeterCatalog catalog() {
    return catalog.get();
  }

  RecomputeCounts counts() {
    return counts;
  }

  /** Of usage.unique, as producers choose it. */
  int partition(UniqueKey key) {
    return BuiltInPartitioner.partitionForKey(key.toBytes(), partitions);
  }

  /** To the offset before which its raw events and voids are stored, of each of the partitions. */
  Map<Integer, Long> storedUpTo(Set<Integer> partitions) {
    return partitions.stream().collect(Collectors.toMap(each -> each, store()::storedUpTo));
  }

  /** Whether the raw events and voids of these partitions are stored up to there. */
  boolean isStored(Map<Integer, Long> cuts) {
    return cuts.entrySet().stream()
        .allMatch(cut -> store().storedUpTo(cut.getKey()) >= cut.getValue());
  }

  /** Whether all windows of a build that is sent are stored, also those that the task completes. */
  boolean isPublishedStored(RecomputeInbox.Waiting build) {
    if (!published.containsKey(build) && !isTakenUp(build)) {
      return false;
    }
    Map<Integer, Long> ends = published.computeIfAbsent(build, first -> log.ends(aggregates));
    ProgressStore progress = stores.progress();
    Map<Integer, Long> stored = progress.read(stores.aggregatesSink(), aggregates);
    boolean isStored =
        ends.entrySet().stream()
            .allMatch(end -> stored.getOrDefault(end.getKey(), 0L) >= end.getValue());
    if (isStored) {
      published.remove(build);
      answered.remove(build);
    }
    return isStored;
  }

  /** Whether the task has sent on what it made of the answers. */
  private boolean isTakenUp(RecomputeInbox.Waiting build) {
    int partition = build.partition();
    long end =
        answered.computeIfAbsent(build, first -> log.ends(recomputed).getOrDefault(partition, 0L));
    long next = completed.nextOffsets(StageMark.COMPLETE, PATIENCE).getOrDefault(partition, 0L);
    return next >= end || recomputedGap.firstRecordFrom(partition, next, end) >= end;
  }

  @Override
  public void close() {
    recomputedGap.close();
    completed.close();
    log.close();
  }
}

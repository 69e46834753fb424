package io.meterhouse.aggregator.kafka.sink;

import io.meterhouse.aggregator.sink.ProgressStore;
import io.meterhouse.aggregator.sink.SinkWriteException;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.common.TopicPartition;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Where a sink's consumer reads, held against how far the store says that its rows are in. The
 * brokers remember what was committed, whatever became of the store since: one that is new, was
 * restored or has another name has less, and is filled again from there. Rows are idempotent, so
 * going back too far only costs time.
 *
 * <p>A partition is not read before its place was agreed on. Not thread-safe.
 */
final class SinkPlaces {

  private static final Logger LOG = LoggerFactory.getLogger(SinkPlaces.class);

  private final String sink;
  private final String topic;
  private final Consumer<byte[], byte[]> consumer;
  private final ProgressStore progress;
  private final Set<TopicPartition> open = new HashSet<>();

  /** What the store has of the partitions that were agreed on. */
  private final Map<TopicPartition, Long> stored = new HashMap<>();

  SinkPlaces(String sink, String topic, Consumer<byte[], byte[]> consumer, ProgressStore progress) {
    this.sink = sink;
    this.topic = topic;
    this.consumer = consumer;
    this.progress = progress;
  }

  /** These are ours from now on; they stay paused until the next {@link #agree}. */
  void assigned(Collection<TopicPartition> partitions) {
    open.addAll(partitions);
    consumer.pause(partitions);
  }

  void revoked(Collection<TopicPartition> partitions) {
    open.removeAll(partitions);
    stored.keySet().removeAll(partitions);
  }

  boolean isAgreed() {
    return open.isEmpty();
  }

  /** The partitions that may be read. */
  Set<TopicPartition> agreed() {
    return consumer.assignment().stream()
        .filter(partition -> !open.contains(partition))
        .collect(Collectors.toSet());
  }

  /** Partition to next offset, as the store is known to have it. */
  Map<Integer, Long> stored() {
    Map<Integer, Long> offsets = new HashMap<>();
    stored.forEach((partition, next) -> offsets.put(partition.partition(), next));
    return offsets;
  }

  /** The store has these now. */
  void recorded(Map<Integer, Long> nextOffsets) {
    nextOffsets.forEach(
        (partition, next) -> stored.put(new TopicPartition(topic, partition), next));
  }

  /**
   * Goes back where the store has less than was written to it. Returns the partitions that were
   * moved: what was read of them is to be forgotten.
   *
   * @throws SinkWriteException if the store cannot tell now
   */
  Set<Integer> agree() {
    Map<Integer, Long> has = progress.read(sink, topic);
    Map<TopicPartition, Long> lower = new HashMap<>();
    for (TopicPartition partition : consumer.assignment()) {
      long next = has.getOrDefault(partition.partition(), 0L);
      if (next < expected(partition)) {
        lower.put(partition, next);
      }
    }
    Set<Integer> moved = lower.isEmpty() ? Set.of() : goBack(lower);
    for (TopicPartition partition : consumer.assignment()) {
      stored.put(partition, has.getOrDefault(partition.partition(), 0L));
    }
    open.clear();
    return moved;
  }

  private long expected(TopicPartition partition) {
    return open.contains(partition)
        ? consumer.position(partition)
        : stored.getOrDefault(partition, 0L);
  }

  private Set<Integer> goBack(Map<TopicPartition, Long> lower) {
    Map<TopicPartition, Long> beginnings = consumer.beginningOffsets(lower.keySet());
    Map<Integer, Long> expected = new TreeMap<>();
    Map<Integer, Long> targets = new TreeMap<>();
    lower.forEach(
        (partition, next) -> {
          // What Kafka no longer has cannot be filled again.
          long target = Math.max(next, beginnings.getOrDefault(partition, 0L));
          if (target < expected(partition)) {
            expected.put(partition.partition(), expected(partition));
            targets.put(partition.partition(), target);
          }
        });
    targets.forEach(
        (partition, target) -> consumer.seek(new TopicPartition(topic, partition), target));
    if (!targets.isEmpty()) {
      LOG.error(
          "sink {}: the store has less of {} than was written: it is another one, or has lost or"
              + " restored data. Written up to {}, filling it again from {} (partition=offset)",
          sink,
          topic,
          expected,
          targets);
    }
    return targets.keySet();
  }
}

package io.meterhouse.aggregator.kafka.recompute;

import com.google.protobuf.InvalidProtocolBufferException;
import io.meterhouse.aggregator.recompute.BuildPlace;
import io.meterhouse.aggregator.recompute.MeterBuildWork;
import io.meterhouse.aggregator.recompute.RecomputeBatch;
import io.meterhouse.aggregator.recompute.RecomputeCounts;
import io.meterhouse.aggregator.stream.UniqueKey;
import io.meterhouse.schemas.usage.v1.MeterBuild;
import io.meterhouse.schemas.usage.v1.RecomputeScope;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToIntFunction;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What was read and is not carried out yet. Not thread-safe. */
final class RecomputeInbox {

  private static final Logger LOG = LoggerFactory.getLogger(RecomputeInbox.class);

  private final RecomputeCounts counts;
  private final ToIntFunction<UniqueKey> partitions;
  private final List<RecomputeScope> scopes = new ArrayList<>();
  private final Map<Integer, Deque<Waiting>> builds = new HashMap<>();
  private long sinceNanos;
  private int turn;

  RecomputeInbox(RecomputeCounts counts, ToIntFunction<UniqueKey> partitions) {
    this.counts = counts;
    this.partitions = partitions;
  }

  /**
   * A build, and the record that asked for it.
   *
   * @param partition of usage.builds, as is the offset
   */
  record Waiting(int partition, long offset, MeterBuildWork work) {}

  void addScope(ConsumerRecord<byte[], byte[]> record, long nowNanos) {
    try {
      RecomputeScope scope = RecomputeScope.parseFrom(value(record));
      check(record, scope.getUniquePartition());
      // Whether it can be carried out is found out now, where it can still be left out alone.
      RecomputeBatch.of(List.of(scope));
      if (scopes.isEmpty()) {
        sinceNanos = nowNanos;
      }
      scopes.add(scope);
    } catch (InvalidProtocolBufferException | IllegalArgumentException e) {
      passOver(record, e);
    }
  }

  /**
   * @param place of the group in that partition
   */
  void addBuild(ConsumerRecord<byte[], byte[]> record, @Nullable OffsetAndMetadata place) {
    try {
      MeterBuild build = MeterBuild.parseFrom(value(record));
      check(record, build.getUniquePartition());
      BuildPlace begun =
          BuildPlace.fromText(
              place == null || place.offset() != record.offset() ? "" : place.metadata());
      builds
          .computeIfAbsent(record.partition(), missing -> new ArrayDeque<>())
          .add(
              new Waiting(
                  record.partition(),
                  record.offset(),
                  new MeterBuildWork(build, begun, partitions)));
      counts.underWay(underWay());
    } catch (InvalidProtocolBufferException | IllegalArgumentException e) {
      passOver(record, e);
    }
  }

  int scopes() {
    return scopes.size();
  }

  /** Since when the first of them waits. */
  long sinceNanos() {
    return sinceNanos;
  }

  List<RecomputeScope> takeScopes() {
    List<RecomputeScope> taken = List.copyOf(scopes);
    scopes.clear();
    return taken;
  }

  boolean hasBuilds(int partition) {
    return builds.containsKey(partition);
  }

  boolean hasBuilds() {
    return !builds.isEmpty();
  }

  /** The first of each partition, from another one on each time. */
  List<Waiting> firstBuilds() {
    List<Waiting> first = new ArrayList<>();
    builds.values().forEach(waiting -> first.add(waiting.getFirst()));
    Collections.rotate(first, turn++);
    return first;
  }

  void done(Waiting build) {
    Deque<Waiting> waiting = builds.get(build.partition());
    if (waiting == null || !waiting.removeFirst().equals(build)) {
      throw new IllegalStateException(build + " is done (expected: the first of its partition)");
    }
    if (waiting.isEmpty()) {
      builds.remove(build.partition());
    }
    counts.underWay(underWay());
  }

  void clear() {
    scopes.clear();
    builds.clear();
    counts.underWay(0);
  }

  private long underWay() {
    return builds.values().stream().mapToLong(Deque::size).sum();
  }

  private static byte[] value(ConsumerRecord<byte[], byte[]> record) {
    byte @Nullable [] value = record.value();
    if (value == null) {
      throw new IllegalArgumentException("no value (expected: what is to be folded again)");
    }
    return value;
  }

  private static void check(ConsumerRecord<byte[], byte[]> record, int uniquePartition) {
    if (uniquePartition != record.partition()) {
      throw new IllegalArgumentException(
          "partition of usage.unique: %d (expected: %d, that of the record)"
              .formatted(uniquePartition, record.partition()));
    }
  }

  private void passOver(ConsumerRecord<byte[], byte[]> record, Exception reason) {
    counts.damaged();
    LOG.error(
        "{}-{}@{} cannot be read and is passed over",
        record.topic(),
        record.partition(),
        record.offset(),
        reason);
  }
}

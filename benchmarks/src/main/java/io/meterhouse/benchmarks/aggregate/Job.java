package io.meterhouse.benchmarks.aggregate;

import io.meterhouse.aggregator.kafka.stream.AggregatorStreams;
import io.meterhouse.aggregator.kafka.stream.FollowedCatalog;
import io.meterhouse.aggregator.stream.StreamConfig;
import io.meterhouse.benchmarks.BenchmarkException;
import io.meterhouse.kit.catalog.CatalogFollower;
import io.meterhouse.kit.config.KafkaConfig;
import io.meterhouse.kit.kafka.Topic;
import io.meterhouse.kit.kafka.Topics;
import io.meterhouse.kit.telemetry.Metrics;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import org.apache.kafka.common.TopicPartition;

/** The stream job as the aggregator runs it, in this process. Of one thread. */
final class Job implements AutoCloseable {

  private static final Duration START_TIMEOUT = Duration.ofHours(1);
  private static final Duration LOOK_EVERY = Duration.ofMillis(50);

  /** Of a job that is not moving at all. */
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private final AggregatorStreams streams;
  private final AutoCloseable meters;
  private final KafkaConfig kafka;
  private final Duration startedIn;

  private Job(
      AggregatorStreams streams, AutoCloseable meters, KafkaConfig kafka, Duration startedIn) {
    this.streams = streams;
    this.meters = meters;
    this.kafka = kafka;
    this.startedIn = startedIn;
  }

  /** Returns when it runs, with all state restored. */
  static Job start(
      KafkaConfig kafka,
      StreamConfig stream,
      Path stateDir,
      CatalogFollower catalog,
      Metrics metrics) {
    long began = System.nanoTime();
    AggregatorStreams streams =
        AggregatorStreams.start(kafka, stream, stateDir, new FollowedCatalog(catalog), metrics);
    boolean runs = false;
    try {
      AutoCloseable meters = streams.measure(metrics);
      streams.awaitRunning(START_TIMEOUT);
      runs = true;
      return new Job(streams, meters, kafka, Duration.ofNanos(System.nanoTime() - began));
    } finally {
      if (!runs) {
        streams.close();
      }
    }
  }

  Duration startedIn() {
    return startedIn;
  }

  /** Returns when everything that is in usage.accepted is aggregated and committed. */
  void awaitEnd(Offsets offsets, long records) {
    Topics topics = new Topics(kafka);
    String accepted = topics.name(Topic.USAGE_ACCEPTED);
    String unique = topics.name(Topic.USAGE_UNIQUE);
    String group = kafka.topicPrefix() + "meterhouse-aggregator";
    // Known once deduplication has ended, which is all that writes there.
    Map<TopicPartition, Long> wanted = Map.of();
    long last = -1;
    long moved = System.nanoTime();
    while (true) {
      Map<TopicPartition, Long> committed = offsets.committed(group);
      long now = System.nanoTime();
      long read = sum(committed, accepted);
      long done = read + sum(committed, unique);
      if (read == records) {
        wanted = wanted.isEmpty() ? offsets.behindLastRecords(unique) : wanted;
        if (isPast(committed, wanted)) {
          return;
        }
      }
      moved = done > last ? now : moved;
      last = done;
      requireMovement(moved, now, committed);
      LockSupport.parkNanos(LOOK_EVERY.toNanos());
    }
  }

  private void requireMovement(long moved, long now, Map<TopicPartition, Long> committed) {
    streams
        .problem()
        .ifPresent(
            problem -> {
              throw new BenchmarkException(problem);
            });
    if (now - moved > PATIENCE.toNanos()) {
      throw new BenchmarkException(
          "the stream job has committed nothing for %s; it is at %s"
              .formatted(PATIENCE, committed));
    }
  }

  private static long sum(Map<TopicPartition, Long> committed, String topic) {
    return committed.entrySet().stream()
        .filter(entry -> entry.getKey().topic().equals(topic))
        .mapToLong(Map.Entry::getValue)
        .sum();
  }

  private static boolean isPast(
      Map<TopicPartition, Long> committed, Map<TopicPartition, Long> wanted) {
    return wanted.entrySet().stream()
        .allMatch(entry -> committed.getOrDefault(entry.getKey(), 0L) >= entry.getValue());
  }

  @Override
  public void close() {
    try {
      meters.close();
    } catch (Exception e) {
      throw new BenchmarkException("the job's metrics cannot be closed: " + e, e);
    } finally {
      streams.close();
    }
  }
}

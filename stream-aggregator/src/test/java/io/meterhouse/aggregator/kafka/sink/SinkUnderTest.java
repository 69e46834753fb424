package io.meterhouse.aggregator.kafka.sink;

import static org.awaitility.Awaitility.await;

import io.meterhouse.aggregator.TestTopics;
import io.meterhouse.aggregator.sink.SinkConfig;
import io.meterhouse.aggregator.sink.SinkState;
import io.meterhouse.kit.kafka.Topic;
import io.meterhouse.local.EngineAddresses;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;

/** A fake sink of what the edge accepted, on topics of its own on the real broker. */
final class SinkUnderTest implements AutoCloseable {

  static final Duration PATIENCE = Duration.ofMinutes(8);
  static final Duration SESSION = Duration.ofSeconds(6);

  static final SinkConfig QUICK = waitingAtMost(Duration.ofMillis(100));

  /** Batches are full rather than late. */
  static final SinkConfig SLOW = waitingAtMost(Duration.ofSeconds(2));

  /** Batches are full, or never. */
  static final SinkConfig ROWS_ALONE = waitingAtMost(Duration.ofHours(1));

  private final FakeSinkStore store;
  private final TestTopics topics;

  SinkUnderTest(FakeSinkStore store, EngineAddresses engines) {
    this.store = store;
    this.topics = new TestTopics(engines.kafkaBootstrapServers(), engines.freshName("sink"), 2);
  }

  TestTopics topics() {
    return topics;
  }

  /** As a process that keeps its state there. */
  SinkRunner start(Path stateDir, SinkConfig config) {
    SinkRunner sinks = new SinkRunner(topics.kafka(), stateDir, SESSION);
    sinks.start(store, Topic.USAGE_ACCEPTED, store, config);
    return sinks;
  }

  static boolean isHolding(SinkRunner sinks) {
    return sinks.states().get(FakeSinkStore.NAME) instanceof SinkState.Holding;
  }

  static List<String> rows(int from, int to) {
    return IntStream.range(from, to).mapToObj(i -> "row-" + i).toList();
  }

  /** Returns when the broker has them. */
  void send(List<String> rows) throws Exception {
    for (String row : rows) {
      byte[] bytes = row.getBytes(StandardCharsets.UTF_8);
      topics.acceptBytes(bytes, bytes);
    }
    topics.awaitAccepted();
  }

  /** Sends these after those before them, and returns when the sink has committed them all. */
  void bringIn(int from, int to) throws Exception {
    send(rows(from, to));
    await().atMost(PATIENCE).until(() -> committed() == to);
  }

  /** The sum of the offsets that the sink's group has committed. */
  long committed() throws Exception {
    try (Admin admin = Admin.create(topics.kafka().clientProperties())) {
      return admin
          .listConsumerGroupOffsets(
              topics.kafka().topicPrefix() + "meterhouse-sink-" + FakeSinkStore.NAME)
          .partitionsToOffsetAndMetadata()
          .get()
          .values()
          .stream()
          .mapToLong(OffsetAndMetadata::offset)
          .sum();
    }
  }

  /** All there are, one after the other. */
  String rejections() {
    return topics.read(Topic.USAGE_REJECTED).stream()
        .map(record -> new String(record.value(), StandardCharsets.UTF_8))
        .collect(Collectors.joining());
  }

  @Override
  public void close() {
    topics.close();
  }

  private static SinkConfig waitingAtMost(Duration maxDelay) {
    return new SinkConfig(100, 1_000_000, maxDelay, Duration.ofMillis(20), Duration.ofMillis(100));
  }
}

package io.meterhouse.aggregator.kafka.stream;

import io.meterhouse.aggregator.stream.StreamConfig;
import io.meterhouse.kit.config.KafkaConfig;
import io.meterhouse.kit.telemetry.Metrics;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import java.util.function.Supplier;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.kstream.Windowed;
import org.apache.kafka.streams.processor.StateStore;
import org.apache.kafka.streams.processor.TaskId;
import org.apache.kafka.streams.processor.api.MockProcessorContext;
import org.apache.kafka.streams.processor.api.MockProcessorContext.CapturedForward;
import org.apache.kafka.streams.processor.api.MockProcessorContext.CapturedPunctuator;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.StoreBuilder;
import org.apache.kafka.streams.state.WindowStore;
import org.jspecify.annotations.Nullable;

/**
 * A processor on stores that outlive it, with records at whatever offset: a task that stops and
 * starts again, where the driver of a whole topology always begins with an empty state at offset 0.
 */
final class TaskUnderTest implements AutoCloseable {

  static final int PARTITION = 0;

  private final String topic;
  private final MockProcessorContext<byte[], byte[]> context;
  private final List<StateStore> stores = new ArrayList<>();
  private final Metrics metrics = new Metrics(1);
  private final StreamFindings findings = new StreamFindings(metrics);
  private @Nullable Processor<byte[], byte[], byte[], byte[]> processor;
  private long starts;

  TaskUnderTest(String topic, Path directory) {
    this.topic = topic;
    KafkaConfig kafka = new KafkaConfig("nowhere:9092", "t.", 1, 1);
    Properties properties =
        StreamsProperties.of(kafka, StreamConfig.DEFAULT, directory, "instance");
    context = new MockProcessorContext<>(properties, new TaskId(0, PARTITION), directory.toFile());
  }

  void store(StoreBuilder<?> builder) {
    StateStore store = builder.withLoggingDisabled().withCachingDisabled().build();
    store.init(context.getStateStoreContext(), store);
    context.addStateStore(store);
    stores.add(store);
  }

  /** As a changelog leaves it that was deleted. */
  void empty(WindowStore<Bytes, byte[]> store) {
    List<Windowed<Bytes>> keys = new ArrayList<>();
    try (KeyValueIterator<Windowed<Bytes>, byte[]> all = store.all()) {
      all.forEachRemaining(entry -> keys.add(entry.key));
    }
    keys.forEach(key -> store.put(key.key(), null, key.window().start()));
  }

  /** As a changelog leaves it that was deleted. */
  void empty(KeyValueStore<Bytes, byte[]> store) {
    List<Bytes> keys = new ArrayList<>();
    try (KeyValueIterator<Bytes, byte[]> all = store.all()) {
      all.forEachRemaining(entry -> keys.add(entry.key));
    }
    keys.forEach(store::delete);
  }

  WindowStore<Bytes, byte[]> windows(String name) {
    return context.getStateStore(name);
  }

  KeyValueStore<Bytes, byte[]> keyValues(String name) {
    commit();
    return context.getStateStore(name);
  }

  StateChecks checks(History history) {
    return new StateChecks("stage", new StateChecks.Watch(history, findings));
  }

  StreamFindings findings() {
    return findings;
  }

  String metrics() {
    return metrics.scrape();
  }

  /** What is in memory goes into the stores. */
  void commit() {
    stores.forEach(
        store -> {
          if (store instanceof BeforeCommit commit) {
            commit.flushCache();
          }
        });
  }

  void start(Supplier<Processor<byte[], byte[], byte[], byte[]>> fresh) {
    commit();
    processor = fresh.get();
    context.setCurrentSystemTimeMs(++starts);
    processor.init(context);
  }

  /** With the same processor, as a task does whose state was restored on the way. */
  void revive() {
    commit();
    java.util.Objects.requireNonNull(processor).init(context);
  }

  void deliver(long offset, byte[] key, byte @Nullable [] value, Instant stamp) {
    deliver(topic, offset, key, value, stamp);
  }

  /** Of another topic that the processor reads. */
  void deliver(String from, long offset, byte[] key, byte @Nullable [] value, Instant stamp) {
    context.setRecordMetadata(from, PARTITION, offset);
    context.setCurrentStreamTimeMs(stamp.toEpochMilli());
    context.setCurrentSystemTimeMs(stamp.toEpochMilli());
    java.util.Objects.requireNonNull(processor)
        .process(new Record<>(key, value, stamp.toEpochMilli()));
  }

  /** What the processor owes is sent. */
  void emit() {
    List<CapturedPunctuator> scheduled = context.scheduledPunctuators();
    scheduled.getLast().getPunctuator().punctuate(Duration.ofHours(1).toMillis());
  }

  /** Values that were sent to that sink since {@link #forgetSent}. */
  List<byte[]> sent(String sink) {
    List<byte[]> values = new ArrayList<>();
    for (CapturedForward<? extends byte[], ? extends byte[]> forward : context.forwarded(sink)) {
      values.add(forward.record().value());
    }
    return values;
  }

  /** The keys of {@link #sent}. */
  List<byte[]> sentKeys(String sink) {
    List<byte[]> keys = new ArrayList<>();
    for (CapturedForward<? extends byte[], ? extends byte[]> forward : context.forwarded(sink)) {
      keys.add(forward.record().key());
    }
    return keys;
  }

  void forgetSent() {
    context.resetForwards();
  }

  @Override
  public void close() {
    stores.forEach(StateStore::close);
    metrics.close();
  }
}

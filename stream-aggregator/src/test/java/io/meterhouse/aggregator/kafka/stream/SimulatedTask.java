package io.meterhouse.aggregator.kafka.stream;

import io.meterhouse.aggregator.stream.StreamConfig;
import io.meterhouse.kit.config.KafkaConfig;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.function.Supplier;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.kstream.Windowed;
import org.apache.kafka.streams.processor.StateStore;
import org.apache.kafka.streams.processor.TaskId;
import org.apache.kafka.streams.processor.api.MockProcessorContext;
import org.apache.kafka.streams.processor.api.MockProcessorContext.CapturedForward;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.StoreBuilder;
import org.apache.kafka.streams.state.WindowStore;

/**
 * A task of the stream job under exactly-once: what it reads, writes and remembers between two
 * commits is one, and gone when it dies. It is with one instance at a time, and goes from one to
 * another with what is committed. The processor is the real one.
 */
final class SimulatedTask {

  /** Takes what was sent to a sink. */
  @FunctionalInterface
  interface Output {
    void take(String sink, byte[] key, byte[] value, long stampMillis);
  }

  /** The processor of a task that is with that instance. */
  @FunctionalInterface
  interface Processors {
    Processor<byte[], byte[], byte[], byte[]> of(SimulatedInstance instance);
  }

  private final Path directory;
  private final int partition;
  private final Processors processors;
  private final Supplier<List<StoreBuilder<?>>> builders;
  private final Map<String, Integer> read = new HashMap<>();
  private final Map<String, Integer> committedRead = new HashMap<>();
  private Map<String, List<KeyValue<Object, byte[]>>> committed = new HashMap<>();
  private List<StateStore> stores = new ArrayList<>();
  private long begun;
  private MockProcessorContext<byte[], byte[]> context;
  private Processor<byte[], byte[], byte[], byte[]> processor;

  SimulatedTask(
      Path directory,
      int partition,
      SimulatedInstance instance,
      Processors processors,
      Supplier<List<StoreBuilder<?>>> builders) {
    this.directory = directory;
    this.partition = partition;
    this.processors = processors;
    this.builders = builders;
    this.context = begin();
    this.processor = processors.of(instance);
    this.processor.init(context);
  }

  /** Reads the next record of its partition of that topic, if there is one. */
  boolean step(String topic, SimulatedTopic of, long nowMillis) {
    SimulatedLog log = of.partition(partition);
    int next = read.getOrDefault(topic, 0);
    if (next == log.size()) {
      return false;
    }
    SimulatedLog.Entry entry = log.get(next);
    read.put(topic, next + 1);
    context.setRecordMetadata(topic, partition, entry.offset());
    context.setCurrentStreamTimeMs(entry.stampMillis());
    context.setCurrentSystemTimeMs(nowMillis);
    processor.process(
        new Record<>(entry.key().toByteArray(), entry.value().toByteArray(), entry.stampMillis()));
    return true;
  }

  void punctuate(long nowMillis) {
    context.setCurrentSystemTimeMs(nowMillis);
    context.scheduledPunctuators().getLast().getPunctuator().punctuate(nowMillis);
  }

  void commit(Output log) {
    stores.forEach(
        store -> {
          if (store instanceof BeforeCommit commit) {
            commit.flushCache();
          }
        });
    for (CapturedForward<? extends byte[], ? extends byte[]> forward : context.forwarded()) {
      Record<? extends byte[], ? extends byte[]> record = forward.record();
      log.take(forward.childName().orElseThrow(), record.key(), record.value(), record.timestamp());
    }
    context.resetForwards();
    committedRead.putAll(read);
    committed = snapshot();
  }

  /** It is dropped where it is, and begins with that instance, with what was committed. */
  void restoreAt(SimulatedInstance instance) {
    stores.forEach(StateStore::close);
    read.clear();
    read.putAll(committedRead);
    context = begin();
    processor = processors.of(instance);
    processor.init(context);
  }

  void close() {
    stores.forEach(StateStore::close);
  }

  private MockProcessorContext<byte[], byte[]> begin() {
    KafkaConfig kafka = new KafkaConfig("nowhere:9092", "t.", 1, 1);
    Properties properties =
        StreamsProperties.of(kafka, StreamConfig.DEFAULT, directory, "instance");
    MockProcessorContext<byte[], byte[]> fresh =
        new MockProcessorContext<>(properties, new TaskId(0, partition), directory.toFile());
    fresh.setCurrentSystemTimeMs(++begun);
    stores = new ArrayList<>();
    for (StoreBuilder<?> builder : builders.get()) {
      StateStore store = builder.withLoggingDisabled().withCachingDisabled().build();
      store.init(fresh.getStateStoreContext(), store);
      fresh.addStateStore(store);
      stores.add(store);
      restore(store);
    }
    return fresh;
  }

  private Map<String, List<KeyValue<Object, byte[]>>> snapshot() {
    Map<String, List<KeyValue<Object, byte[]>>> all = new HashMap<>();
    for (StateStore store : stores) {
      List<KeyValue<Object, byte[]>> entries = new ArrayList<>();
      if (store instanceof KeyValueStore<?, ?> keyValues) {
        each(keyValues.all(), entries);
      } else if (store instanceof WindowStore<?, ?> windows) {
        each(windows.all(), entries);
      }
      all.put(store.name(), entries);
    }
    return all;
  }

  private static void each(KeyValueIterator<?, ?> found, List<KeyValue<Object, byte[]>> entries) {
    try (found) {
      found.forEachRemaining(
          entry -> entries.add(KeyValue.pair((Object) entry.key, (byte[]) entry.value)));
    }
  }

  @SuppressWarnings("unchecked") // as the builders make them
  private void restore(StateStore store) {
    for (KeyValue<Object, byte[]> entry : committed.getOrDefault(store.name(), List.of())) {
      if (entry.key instanceof Windowed<?> windowed) {
        ((WindowStore<Bytes, byte[]>) store)
            .put((Bytes) windowed.key(), entry.value, windowed.window().start());
      } else {
        ((KeyValueStore<Bytes, byte[]>) store).put((Bytes) entry.key, entry.value);
      }
    }
  }
}

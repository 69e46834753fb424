package io.meterhouse.aggregator.kafka;

import com.google.protobuf.InvalidProtocolBufferException;
import io.meterhouse.aggregator.Contribution;
import io.meterhouse.aggregator.Reach;
import io.meterhouse.aggregator.WindowState;
import io.meterhouse.kit.kafka.Topic;
import io.meterhouse.schemas.usage.v1.AggregateKey;
import io.meterhouse.schemas.usage.v1.AggregateRecord;
import io.meterhouse.schemas.usage.v1.StageProgress;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.StoreBuilder;
import org.apache.kafka.streams.state.Stores;
import org.jspecify.annotations.Nullable;

/**
 * The windows of one partition of usage.unique, and how far it has been folded into them. Changed
 * ones are owed to usage.aggregates and sent together, at most once an interval, followed by that.
 */
final class Windows {

  /** The stage's name in usage.progress. */
  static final String STAGE = "aggregate";

  /** So many changed windows are sent at once, whatever the interval: memory stays bounded. */
  static final int MAX_PENDING = 10_000;

  /**
   * How far it is, in the store; that this is to be told, among what is owed. No aggregate key
   * begins so: Protobuf has no field of number zero.
   */
  private static final Bytes PROGRESS = Bytes.wrap(new byte[] {0});

  /** Sends a record to a child of the processor. */
  @FunctionalInterface
  interface Output {
    void send(byte[] key, byte[] value, String child);
  }

  private final KeyValueStore<Bytes, byte[]> store;
  private final Pending pending;
  private final int partition;
  private final Output output;

  /** Beyond what the brokers' clocks and ours differ by. */
  private static final long CLOCKS_MILLIS = 60_000;

  private @Nullable Reach reach;

  Windows(KeyValueStore<Bytes, byte[]> store, Pending pending, int partition, Output output) {
    this.store = store;
    this.pending = pending;
    this.partition = partition;
    this.output = output;
    byte[] known = store.get(PROGRESS);
    this.reach = known == null ? null : reach(known);
  }

  static StoreBuilder<KeyValueStore<Bytes, byte[]>> store(String name) {
    return Stores.keyValueStoreBuilder(
            Stores.persistentKeyValueStore(name), Serdes.Bytes(), Serdes.ByteArray())
        .withCachingEnabled();
  }

  /** Null where nothing was folded, or by a release alone that did not keep it. */
  @Nullable Reach reach() {
    return reach;
  }

  /** Changes nothing in a window that has the record already. */
  void add(Contribution contribution, long version, Instant acceptedAt) {
    Bytes key = Bytes.wrap(contribution.key().toByteArray());
    byte[] bytes = store.get(key);
    WindowState before = bytes == null ? WindowState.EMPTY : read(bytes);
    if (before.reflects(version)) {
      return;
    }
    store.put(key, before.plus(contribution, version, acceptedAt).toBytes());
    pending.add(key);
  }

  /**
   * Everything up to this record of the partition is in the windows.
   *
   * @param nowMillis stands in for the stamps of earlier records where they are not known
   */
  void processed(long offset, long stampMillis, long nowMillis) {
    Reach before = reach == null ? new Reach(offset, nowMillis + CLOCKS_MILLIS) : reach;
    reach = before.plus(offset, stampMillis);
    store.put(PROGRESS, bytes(reach));
    pending.add(PROGRESS);
    if (pending.size() > MAX_PENDING) {
      emit();
    }
  }

  void emit() {
    byte[][] owed = new byte[1][];
    pending.drain(
        (key, value) -> {
          if (key.equals(PROGRESS)) {
            owed[0] = value;
          } else {
            sendWindow(key);
          }
        });
    if (owed[0] != null) {
      sendProgress(nextOffset(owed[0]));
    }
  }

  boolean isEmpty() {
    try (KeyValueIterator<Bytes, byte[]> all = store.all()) {
      return !all.hasNext();
    }
  }

  /** The highest of all windows: looks at each of them. */
  long highestVersion() {
    long highest = 0;
    try (KeyValueIterator<Bytes, byte[]> all = store.all()) {
      while (all.hasNext()) {
        KeyValue<Bytes, byte[]> entry = all.next();
        if (!entry.key.equals(PROGRESS)) {
          highest = Math.max(highest, read(entry.value).version());
        }
      }
    }
    return highest;
  }

  private long nextOffset(byte[] owed) {
    if (reach != null) {
      return reach.nextOffset();
    }
    // Owed by a release that kept it nowhere else.
    return ByteBuffer.wrap(owed).getLong();
  }

  private static byte[] bytes(Reach reach) {
    return ByteBuffer.allocate(2 * Long.BYTES)
        .putLong(reach.nextOffset())
        .putLong(reach.latestMillis())
        .array();
  }

  private static Reach reach(byte[] bytes) {
    ByteBuffer buffer = ByteBuffer.wrap(bytes);
    return new Reach(buffer.getLong(), buffer.getLong());
  }

  private void sendWindow(Bytes key) {
    byte[] bytes = store.get(key);
    if (bytes == null) {
      throw new IllegalStateException("pending window without state: " + key);
    }
    try {
      AggregateRecord whole = read(bytes).toWire(AggregateKey.parseFrom(key.get()));
      output.send(key.get(), whole.toByteArray(), AggregatorTopology.AGGREGATES_SINK);
    } catch (InvalidProtocolBufferException e) {
      throw new IllegalStateException("window key is damaged: " + key, e);
    }
  }

  private void sendProgress(long nextOffset) {
    StageProgress progress =
        StageProgress.newBuilder()
            .setStage(STAGE)
            .setTopic(Topic.USAGE_UNIQUE.suffix())
            .setPartition(partition)
            .setNextOffset(nextOffset)
            .build();
    byte[] key = (STAGE + "/" + partition).getBytes(StandardCharsets.UTF_8);
    output.send(key, progress.toByteArray(), AggregatorTopology.PROGRESS_SINK);
  }

  private static WindowState read(byte[] bytes) {
    try {
      return WindowState.fromWire(AggregateRecord.parseFrom(bytes));
    } catch (InvalidProtocolBufferException e) {
      throw new IllegalStateException("window state is damaged", e);
    }
  }
}

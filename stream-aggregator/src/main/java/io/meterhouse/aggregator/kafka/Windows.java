package io.meterhouse.aggregator.kafka;

import com.google.protobuf.InvalidProtocolBufferException;
import io.meterhouse.aggregator.Contribution;
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
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.StoreBuilder;
import org.apache.kafka.streams.state.Stores;

/**
 * The windows of one partition of usage.unique. Changed ones are owed to usage.aggregates and sent
 * together, at most once an interval, followed by how far the partition has been folded.
 */
final class Windows {

  /** The stage's name in usage.progress. */
  static final String STAGE = "aggregate";

  /** So many changed windows are sent at once, whatever the interval: memory stays bounded. */
  static final int MAX_PENDING = 10_000;

  /** No aggregate key begins so: Protobuf has no field of number zero. */
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

  Windows(KeyValueStore<Bytes, byte[]> store, Pending pending, int partition, Output output) {
    this.store = store;
    this.pending = pending;
    this.partition = partition;
    this.output = output;
  }

  static StoreBuilder<KeyValueStore<Bytes, byte[]>> store(String name) {
    return Stores.keyValueStoreBuilder(
            Stores.persistentKeyValueStore(name), Serdes.Bytes(), Serdes.ByteArray())
        .withCachingEnabled();
  }

  void add(Contribution contribution, long version, Instant acceptedAt) {
    Bytes key = Bytes.wrap(contribution.key().toByteArray());
    byte[] bytes = store.get(key);
    WindowState before = bytes == null ? WindowState.EMPTY : read(bytes);
    store.put(key, before.plus(contribution, version, acceptedAt).toBytes());
    pending.add(key);
  }

  /** Everything before this offset of the partition is in the windows. */
  void processed(long nextOffset) {
    pending.put(PROGRESS, ByteBuffer.allocate(Long.BYTES).putLong(nextOffset).array());
    if (pending.size() > MAX_PENDING) {
      emit();
    }
  }

  void emit() {
    byte[][] nextOffset = new byte[1][];
    pending.drain(
        (key, value) -> {
          if (key.equals(PROGRESS)) {
            nextOffset[0] = value;
          } else {
            sendWindow(key);
          }
        });
    if (nextOffset[0] != null) {
      sendProgress(ByteBuffer.wrap(nextOffset[0]).getLong());
    }
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

package io.meterhouse.aggregator.kafka;

import com.google.protobuf.InvalidProtocolBufferException;
import io.meterhouse.aggregator.MeterStart;
import io.meterhouse.aggregator.Reach;
import io.meterhouse.aggregator.Stretch;
import io.meterhouse.aggregator.WindowState;
import io.meterhouse.schemas.usage.v1.AggregateKey;
import io.meterhouse.schemas.usage.v1.AggregateRecord;
import io.meterhouse.schemas.usage.v1.RecomputeScope;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.function.BiConsumer;
import org.apache.kafka.common.serialization.BytesSerializer;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.StoreBuilder;
import org.apache.kafka.streams.state.Stores;
import org.jspecify.annotations.Nullable;

/**
 * What the aggregate stage remembers of one partition of usage.unique, in one store, so that it is
 * lost or restored as a whole. Windows stand under their key; everything else under keys that begin
 * with a byte below {@link #FIRST_WINDOW}, with which no key of a window begins.
 */
final class WindowTable {

  private static final byte REACH = 0;

  /** Keys of windows by their end, so that those that have passed are found. */
  private static final byte END = 1;

  private static final byte START = 2;
  private static final byte PARTIAL = 3;
  private static final byte FRONTIER = 4;
  private static final byte AWAITED = 5;
  private static final byte ANSWERS = 6;

  /** Protobuf has no field of number zero, and that of number one begins with 10. */
  private static final byte FIRST_WINDOW = 10;

  private static final byte[] NOTHING = {};

  private final KeyValueStore<Bytes, byte[]> store;

  WindowTable(KeyValueStore<Bytes, byte[]> store) {
    this.store = store;
  }

  static StoreBuilder<KeyValueStore<Bytes, byte[]>> builder(String name) {
    return Stores.keyValueStoreBuilder(
            Stores.persistentKeyValueStore(name), Serdes.Bytes(), Serdes.ByteArray())
        .withCachingEnabled();
  }

  static Bytes key(AggregateKey window) {
    return Bytes.wrap(window.toByteArray());
  }

  static AggregateKey window(Bytes key) {
    try {
      return AggregateKey.parseFrom(key.get());
    } catch (InvalidProtocolBufferException e) {
      throw new IllegalStateException("window key is damaged: " + key, e);
    }
  }

  /** Null: no such window is here. */
  @Nullable WindowState get(Bytes window) {
    byte[] bytes = store.get(window);
    return bytes == null ? null : state(bytes);
  }

  /** A window that is here. */
  void change(Bytes window, WindowState state) {
    store.put(window, state.toBytes());
  }

  /** A window that may be here, or not. */
  void put(Bytes window, long endSeconds, WindowState state) {
    change(window, state);
    store.put(byEnd(endSeconds, window), NOTHING);
    if (state.isPartial()) {
      store.put(under(PARTIAL, window.get()), NOTHING);
    }
  }

  /** A partial window that is whole now. */
  void complete(Bytes window, WindowState state) {
    change(window, state);
    store.delete(under(PARTIAL, window.get()));
  }

  void eachPartial(BiConsumer<Bytes, WindowState> consumer) {
    each(
        PARTIAL,
        (key, ignored) -> {
          Bytes window = Bytes.wrap(key);
          WindowState state = get(window);
          if (state != null) {
            consumer.accept(window, state);
          }
        });
  }

  /** Windows that end later, with the state that they are in. */
  void eachEndingAfter(long endSeconds, BiConsumer<Bytes, WindowState> consumer) {
    try (KeyValueIterator<Bytes, byte[]> ends =
        store.range(end(endSeconds + 1), Bytes.wrap(new byte[] {END + 1}))) {
      while (ends.hasNext()) {
        Bytes key = ends.next().key;
        if (key.get()[0] == END) {
          Bytes window = windowOf(key);
          WindowState state = get(window);
          if (state != null) {
            consumer.accept(window, state);
          }
        }
      }
    }
  }

  /** For windows of a release that did not look for their ends. */
  void noteEnds() {
    try (KeyValueIterator<Bytes, byte[]> all = windows()) {
      while (all.hasNext()) {
        Bytes key = all.next().key;
        store.put(byEnd(Stretch.endSeconds(window(key)), key), NOTHING);
      }
    }
  }

  /** Forgets so many windows at most that end by then; whether there may be more. */
  boolean release(long endSeconds, int atMost) {
    int released = 0;
    try (KeyValueIterator<Bytes, byte[]> ends = store.range(end(0), end(endSeconds + 1))) {
      while (ends.hasNext() && released < atMost) {
        Bytes key = ends.next().key;
        store.delete(windowOf(key));
        store.delete(key);
        released++;
      }
    }
    return released == atMost;
  }

  /** Null where nothing was folded, or by a release alone that did not keep it. */
  @Nullable Reach reach(long unknownEventSeconds) {
    byte[] bytes = store.get(single(REACH));
    if (bytes == null) {
      return null;
    }
    ByteBuffer buffer = ByteBuffer.wrap(bytes);
    return new Reach(
        buffer.getLong(),
        buffer.getLong(),
        buffer.hasRemaining() ? buffer.getLong() : unknownEventSeconds);
  }

  void reach(Reach reach) {
    store.put(
        single(REACH),
        ByteBuffer.allocate(3 * Long.BYTES)
            .putLong(reach.nextOffset())
            .putLong(reach.latestMillis())
            .putLong(reach.latestEventSeconds())
            .array());
  }

  /** Windows that end by then, in seconds since the epoch, are not here and never will be. */
  long frontier() {
    byte[] bytes = store.get(single(FRONTIER));
    return bytes == null ? 0 : ByteBuffer.wrap(bytes).getLong();
  }

  void frontier(long endSeconds) {
    store.put(single(FRONTIER), ByteBuffer.allocate(Long.BYTES).putLong(endSeconds).array());
  }

  /** Everything before that offset of usage.recomputed has its effect. */
  long answersRead() {
    byte[] bytes = store.get(single(ANSWERS));
    return bytes == null ? 0 : ByteBuffer.wrap(bytes).getLong();
  }

  void answersRead(long nextOffset) {
    store.put(single(ANSWERS), ByteBuffer.allocate(Long.BYTES).putLong(nextOffset).array());
  }

  /** Whether starts of meters are kept: a release before knew none. */
  boolean keepsStarts() {
    return store.get(single(START)) != null;
  }

  void keepStarts() {
    store.put(single(START), NOTHING);
  }

  void eachStart(BiConsumer<String, MeterStart> consumer) {
    each(
        START,
        (key, value) -> {
          if (key.length > 0) {
            ByteBuffer buffer = ByteBuffer.wrap(value);
            consumer.accept(
                new String(key, StandardCharsets.UTF_8),
                new MeterStart(buffer.getLong(), buffer.getLong(), buffer.get() != 0));
          }
        });
  }

  void start(String meter, MeterStart start) {
    store.put(
        under(START, meter.getBytes(StandardCharsets.UTF_8)),
        ByteBuffer.allocate(2 * Long.BYTES + 1)
            .putLong(start.cut())
            .putLong(start.latestEventSeconds())
            .put((byte) (start.isBuilt() ? 1 : 0))
            .array());
  }

  /** Scopes that were asked for, and are not answered. */
  void eachAwaited(BiConsumer<Bytes, RecomputeScope> consumer) {
    each(
        AWAITED,
        (key, value) -> {
          try {
            consumer.accept(under(AWAITED, key), RecomputeScope.parseFrom(value));
          } catch (InvalidProtocolBufferException e) {
            throw new IllegalStateException("awaited scope is damaged", e);
          }
        });
  }

  Bytes await(RecomputeScope scope) {
    byte[] bytes = scope.toByteArray();
    Bytes key = under(AWAITED, bytes);
    store.put(key, bytes);
    return key;
  }

  void awaitNoMore(Bytes scope) {
    store.delete(scope);
  }

  boolean hasNoWindows() {
    try (KeyValueIterator<Bytes, byte[]> all = windows()) {
      return !all.hasNext();
    }
  }

  /** The highest of all windows: looks at each of them. */
  long highestVersion() {
    long highest = 0;
    try (KeyValueIterator<Bytes, byte[]> all = windows()) {
      while (all.hasNext()) {
        highest = Math.max(highest, state(all.next().value).version());
      }
    }
    return highest;
  }

  private KeyValueIterator<Bytes, byte[]> windows() {
    return store.range(single(FIRST_WINDOW), null);
  }

  private void each(byte room, BiConsumer<byte[], byte[]> consumer) {
    try (KeyValueIterator<Bytes, byte[]> all =
        store.prefixScan(single(room), new BytesSerializer())) {
      while (all.hasNext()) {
        KeyValue<Bytes, byte[]> entry = all.next();
        byte[] key = entry.key.get();
        byte[] rest = new byte[key.length - 1];
        System.arraycopy(key, 1, rest, 0, rest.length);
        consumer.accept(rest, entry.value);
      }
    }
  }

  private static WindowState state(byte[] bytes) {
    try {
      return WindowState.fromWire(AggregateRecord.parseFrom(bytes));
    } catch (InvalidProtocolBufferException e) {
      throw new IllegalStateException("window state is damaged", e);
    }
  }

  private static Bytes single(byte room) {
    return Bytes.wrap(new byte[] {room});
  }

  private static Bytes under(byte room, byte[] rest) {
    return Bytes.wrap(ByteBuffer.allocate(1 + rest.length).put(room).put(rest).array());
  }

  private static Bytes end(long endSeconds) {
    return Bytes.wrap(ByteBuffer.allocate(1 + Long.BYTES).put(END).putLong(endSeconds).array());
  }

  private static Bytes byEnd(long endSeconds, Bytes window) {
    byte[] key = window.get();
    return Bytes.wrap(
        ByteBuffer.allocate(1 + Long.BYTES + key.length)
            .put(END)
            .putLong(endSeconds)
            .put(key)
            .array());
  }

  private static Bytes windowOf(Bytes byEnd) {
    byte[] key = byEnd.get();
    byte[] window = new byte[key.length - 1 - Long.BYTES];
    System.arraycopy(key, 1 + Long.BYTES, window, 0, window.length);
    return Bytes.wrap(window);
  }
}

package io.meterhouse.aggregator.kafka.stream;

import com.google.protobuf.InvalidProtocolBufferException;
import io.meterhouse.aggregator.folding.MeterStart;
import io.meterhouse.aggregator.folding.Stretch;
import io.meterhouse.aggregator.folding.WindowState;
import io.meterhouse.aggregator.stream.Reach;
import io.meterhouse.schemas.usage.v1.AggregateKey;
import io.meterhouse.schemas.usage.v1.AggregateRecord;
import io.meterhouse.schemas.usage.v1.RecomputeScope;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
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
 * lost or restored as a whole. Each thing has a room, a first byte of its key. Windows stand under
 * their end and key, so that those that have passed are found, and those of now lie together; they
 * and {@link #reach} are in memory until {@link #write}.
 */
final class WindowTable {

  private static final byte REACH = 0;

  /** Of a release before this one: the ends of windows. */
  private static final byte OLD_END = 1;

  private static final byte START = 2;
  private static final byte PARTIAL = 3;
  private static final byte FRONTIER = 4;
  private static final byte AWAITED = 5;
  private static final byte ANSWERS = 6;

  /** The last one, and its keys' length without the window's own. */
  static final byte WINDOW = 7;

  private static final int WINDOW_PREFIX = 1 + Long.BYTES;

  /** Partial windows stand under the offset before which they lack everything. */
  private static final int PARTIAL_PREFIX = 1 + Long.BYTES;

  /**
   * Of a release before this one: windows under their key alone. Protobuf has no field of number
   * zero, and that of number one begins so.
   */
  private static final byte OLD_WINDOW = 10;

  private static final byte[] NOTHING = {};

  private final KeyValueStore<Bytes, byte[]> store;
  private final WriteBehind<WindowState> windows;
  private @Nullable Reach unwritten;

  /**
   * @param maxKnown so many windows that have not changed are kept in memory at most
   */
  WindowTable(KeyValueStore<Bytes, byte[]> store, int maxKnown) {
    this.store = store;
    this.windows = new WriteBehind<>(store, maxKnown, WindowState::toBytes, WindowTable::state);
  }

  static StoreBuilder<KeyValueStore<Bytes, byte[]>> builder(String name) {
    return Stores.keyValueStoreBuilder(
            Stores.persistentKeyValueStore(name), Serdes.Bytes(), Serdes.ByteArray())
        .withCachingDisabled();
  }

  /** Under which a window stands here. */
  static Bytes key(AggregateKey window) {
    int size = window.getSerializedSize();
    ByteBuffer key =
        ByteBuffer.allocate(WINDOW_PREFIX + size)
            .put(WINDOW)
            .putLong(Stretch.endSeconds(window))
            .put(window.toByteArray());
    return Bytes.wrap(key.array());
  }

  static AggregateKey window(Bytes key) {
    try {
      return AggregateKey.parseFrom(
          ByteBuffer.wrap(key.get(), WINDOW_PREFIX, key.get().length - WINDOW_PREFIX));
    } catch (InvalidProtocolBufferException e) {
      throw new IllegalStateException("window key is damaged: " + key, e);
    }
  }

  /** The window's key in usage.aggregates. */
  static byte[] wire(Bytes key) {
    return Arrays.copyOfRange(key.get(), WINDOW_PREFIX, key.get().length);
  }

  /** What is changed in memory goes into the store: before a commit. */
  void write() {
    windows.write();
    if (unwritten != null) {
      keep(unwritten);
      unwritten = null;
    }
  }

  /** Null: no such window is here. */
  @Nullable WindowState get(Bytes window) {
    return windows.get(window);
  }

  /** Instead of what is there; notes what it lacks. */
  void put(Bytes window, WindowState state) {
    long lacks = state.partialFrom();
    WindowState before = get(window);
    if (before != null && before.isPartial() && before.partialFrom() != lacks) {
      store.delete(partial(before.partialFrom(), window));
    }
    if (state.isPartial()) {
      store.put(partial(lacks, window), NOTHING);
    }
    windows.put(window, state);
  }

  /** Where what it lacks is what it lacked. */
  void change(Bytes window, WindowState state) {
    windows.put(window, state);
  }

  /** Windows that lack what came before that offset. */
  void eachPartialFrom(long cut, BiConsumer<Bytes, WindowState> consumer) {
    byte[] prefix = ByteBuffer.allocate(PARTIAL_PREFIX).put(PARTIAL).putLong(cut).array();
    try (KeyValueIterator<Bytes, byte[]> all =
        store.prefixScan(Bytes.wrap(prefix), new BytesSerializer())) {
      while (all.hasNext()) {
        byte[] key = all.next().key.get();
        Bytes window = Bytes.wrap(Arrays.copyOfRange(key, PARTIAL_PREFIX, key.length));
        WindowState state = get(window);
        if (state != null) {
          consumer.accept(window, state);
        }
      }
    }
  }

  private static Bytes partial(long cut, Bytes window) {
    return Bytes.wrap(
        ByteBuffer.allocate(PARTIAL_PREFIX + window.get().length)
            .put(PARTIAL)
            .putLong(cut)
            .put(window.get())
            .array());
  }

  /** Windows that end later, with the state that they are in. */
  void eachEndingAfter(long endSeconds, BiConsumer<Bytes, WindowState> consumer) {
    windows.write();
    try (KeyValueIterator<Bytes, byte[]> all =
        store.range(end(endSeconds + 1), single((byte) (WINDOW + 1)))) {
      while (all.hasNext()) {
        KeyValue<Bytes, byte[]> entry = all.next();
        consumer.accept(entry.key, state(entry.value));
      }
    }
  }

  /** Forgets so many windows at most that end by then; whether there may be more. */
  boolean release(long endSeconds, int atMost) {
    windows.write();
    int released = 0;
    try (KeyValueIterator<Bytes, byte[]> ended = store.range(end(0), end(endSeconds + 1))) {
      while (ended.hasNext() && released < atMost) {
        Bytes key = ended.next().key;
        store.delete(key);
        windows.forget(key);
        released++;
      }
    }
    return released == atMost;
  }

  /** Windows of a release before this one get the place that they have now. */
  void takeOver() {
    try (KeyValueIterator<Bytes, byte[]> old = store.range(single(OLD_WINDOW), null)) {
      while (old.hasNext()) {
        KeyValue<Bytes, byte[]> entry = old.next();
        store.put(renewed(entry.key.get()), entry.value);
        store.delete(entry.key);
      }
    }
    each(
        PARTIAL,
        (key, ignored) -> {
          if (key[0] == OLD_WINDOW) {
            Bytes window = renewed(key);
            WindowState state = get(window);
            if (state != null) {
              store.put(partial(state.partialFrom(), window), NOTHING);
            }
            store.delete(under(PARTIAL, key));
          }
        });
    each(OLD_END, (key, ignored) -> store.delete(under(OLD_END, key)));
  }

  /** For the key of a release before this one, which is that of the topic. */
  static Bytes renewed(byte[] oldKey) {
    try {
      return key(AggregateKey.parseFrom(oldKey));
    } catch (InvalidProtocolBufferException e) {
      throw new IllegalStateException("window key is damaged: " + Bytes.wrap(oldKey), e);
    }
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
    unwritten = reach;
  }

  private void keep(Reach reach) {
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

  /**
   * @param stateId tells this state from one that is made anew; 0: of a release that gave none
   */
  void keepStarts(long stateId) {
    store.put(
        single(START),
        stateId == 0 ? NOTHING : ByteBuffer.allocate(Long.BYTES).putLong(stateId).array());
  }

  /** As it was given; 0 before there are meters. */
  long stateId() {
    byte[] bytes = store.get(single(START));
    return bytes == null || bytes.length == 0 ? 0 : ByteBuffer.wrap(bytes).getLong();
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
  void eachAwaited(Consumer<RecomputeScope> consumer) {
    each(
        AWAITED,
        (key, value) -> {
          try {
            consumer.accept(RecomputeScope.parseFrom(value));
          } catch (InvalidProtocolBufferException e) {
            throw new IllegalStateException("awaited scope is damaged", e);
          }
        });
  }

  void await(RecomputeScope scope) {
    store.put(awaited(scope), scope.toByteArray());
  }

  void awaitNoMore(RecomputeScope scope) {
    store.delete(awaited(scope));
    // Where a release before this one put it.
    store.delete(under(AWAITED, scope.toByteArray()));
  }

  /** The same for the same question, whenever it was asked. */
  private static Bytes awaited(RecomputeScope scope) {
    return under(AWAITED, scope.toBuilder().clearReleasedUntilEpochSeconds().build().toByteArray());
  }

  boolean hasNoWindows() {
    windows.write();
    try (KeyValueIterator<Bytes, byte[]> all = windows()) {
      return !all.hasNext();
    }
  }

  /** The highest of all windows: looks at each of them. */
  long highestVersion() {
    windows.write();
    long highest = 0;
    try (KeyValueIterator<Bytes, byte[]> all = windows()) {
      while (all.hasNext()) {
        highest = Math.max(highest, state(all.next().value).version());
      }
    }
    return highest;
  }

  /** Those of a release before this one too: they come behind. */
  private KeyValueIterator<Bytes, byte[]> windows() {
    return store.range(single(WINDOW), null);
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
    return Bytes.wrap(ByteBuffer.allocate(WINDOW_PREFIX).put(WINDOW).putLong(endSeconds).array());
  }
}

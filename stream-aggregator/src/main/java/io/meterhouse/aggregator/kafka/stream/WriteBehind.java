package io.meterhouse.aggregator.kafka.stream;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Function;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.state.KeyValueStore;
import org.jspecify.annotations.Nullable;

/**
 * Values of a store, as objects in memory. Changes reach the store, and its changelog, when {@link
 * #write} is called: many changes of one value are one record. To be called before every commit,
 * and before the store is searched.
 */
final class WriteBehind<V> {

  /** So many changes are written at once, commit or not: memory stays bounded. */
  private static final int MAX_CHANGED = 20_000;

  private final KeyValueStore<Bytes, byte[]> store;
  private final Function<V, byte[]> toBytes;
  private final Function<byte[], V> fromBytes;
  private final Map<Bytes, V> changed = new LinkedHashMap<>();
  private final Map<Bytes, V> known;

  /**
   * @param maxKnown so many unchanged values are kept in memory at most
   */
  WriteBehind(
      KeyValueStore<Bytes, byte[]> store,
      int maxKnown,
      Function<V, byte[]> toBytes,
      Function<byte[], V> fromBytes) {
    this.store = store;
    this.toBytes = toBytes;
    this.fromBytes = fromBytes;
    this.known =
        new LinkedHashMap<>(16, 0.75f, true) {
          @Override
          protected boolean removeEldestEntry(Map.Entry<Bytes, V> eldest) {
            return size() > maxKnown;
          }
        };
  }

  @Nullable V get(Bytes key) {
    V value = changed.get(key);
    if (value == null) {
      value = known.get(key);
    }
    return value == null ? read(key) : value;
  }

  private @Nullable V read(Bytes key) {
    byte[] bytes = store.get(key);
    if (bytes == null) {
      return null;
    }
    V value = fromBytes.apply(bytes);
    known.put(key, value);
    return value;
  }

  void put(Bytes key, V value) {
    changed.put(key, value);
    if (changed.size() > MAX_CHANGED) {
      write();
    }
  }

  /** Takes a value from memory that the caller has deleted from the store. */
  void forget(Bytes key) {
    changed.remove(key);
    known.remove(key);
  }

  void write() {
    changed.forEach(
        (key, value) -> {
          store.put(key, toBytes.apply(value));
          known.put(key, value);
        });
    changed.clear();
  }
}

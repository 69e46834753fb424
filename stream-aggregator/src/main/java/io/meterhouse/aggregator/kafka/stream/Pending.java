package io.meterhouse.aggregator.kafka.stream;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.StoreBuilder;
import org.apache.kafka.streams.state.Stores;

/**
 * What has changed and was not sent on yet. It is in memory, as most of it is sent before the next
 * commit; what is not goes into the store with it, so that it is committed in one transaction with
 * the change: whoever takes over after a crash sends what the dead one owed.
 */
final class Pending {

  /** Begins the key of many keys in one record; with it none of those that are owed begins. */
  private static final byte MANY = (byte) 0xFF;

  private static final int MAX_BYTES = 64 * 1024;
  private static final byte[] MARK = {1};

  private final KeyValueStore<Bytes, byte[]> store;
  private final Map<Bytes, byte[]> owed = new LinkedHashMap<>();

  /** Of those, what is not in the store. */
  private final List<Bytes> unkept = new ArrayList<>();

  /** The keys of what is in the store. */
  private final List<Bytes> kept = new ArrayList<>();

  private int batches;

  Pending(KeyValueStore<Bytes, byte[]> store) {
    this.store = store;
    try (KeyValueIterator<Bytes, byte[]> all = store.all()) {
      while (all.hasNext()) {
        KeyValue<Bytes, byte[]> entry = all.next();
        kept.add(entry.key);
        take(entry.key, entry.value);
      }
    }
  }

  private void take(Bytes key, byte[] value) {
    if (key.get().length == 0 || key.get()[0] != MANY) {
      // A release before this one kept each by itself.
      owed.put(key, value);
      return;
    }
    batches = Math.max(batches, ByteBuffer.wrap(key.get(), 1, Integer.BYTES).getInt() + 1);
    ByteBuffer keys = ByteBuffer.wrap(value);
    while (keys.hasRemaining()) {
      byte[] one = new byte[keys.getInt()];
      keys.get(one);
      owed.put(Bytes.wrap(one), MARK);
    }
  }

  static StoreBuilder<KeyValueStore<Bytes, byte[]>> store(String name) {
    return Stores.keyValueStoreBuilder(
            Stores.persistentKeyValueStore(name), Serdes.Bytes(), Serdes.ByteArray())
        .withCachingDisabled();
  }

  void add(Bytes key) {
    if (owed.putIfAbsent(key, MARK) == null) {
      unkept.add(key);
    }
  }

  int size() {
    return owed.size();
  }

  /** Sends everything in the order in which it was first owed. */
  void drain(BiConsumer<Bytes, byte[]> send) {
    owed.forEach(send);
    owed.clear();
    unkept.clear();
    kept.forEach(store::delete);
    kept.clear();
    batches = 0;
  }

  /** Before a commit. */
  void keep() {
    int first = 0;
    int bytes = 0;
    for (int i = 0; i < unkept.size(); i++) {
      int size = Integer.BYTES + unkept.get(i).get().length;
      if (i > first && bytes + size > MAX_BYTES) {
        keep(unkept.subList(first, i), bytes);
        first = i;
        bytes = 0;
      }
      bytes += size;
    }
    if (!unkept.isEmpty()) {
      keep(unkept.subList(first, unkept.size()), bytes);
    }
    unkept.clear();
  }

  private void keep(List<Bytes> keys, int bytes) {
    ByteBuffer value = ByteBuffer.allocate(bytes);
    keys.forEach(key -> value.putInt(key.get().length).put(key.get()));
    Bytes key =
        Bytes.wrap(ByteBuffer.allocate(1 + Integer.BYTES).put(MANY).putInt(batches++).array());
    store.put(key, value.array());
    kept.add(key);
  }
}

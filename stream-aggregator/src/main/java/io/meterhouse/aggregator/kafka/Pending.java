package io.meterhouse.aggregator.kafka;

import java.util.LinkedHashMap;
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
 * What has changed and was not sent on yet. It is in a store, so that it is committed in one
 * transaction with the change: whoever takes over after a crash sends what the dead one owed. A
 * copy in memory saves asking the store on every record.
 */
final class Pending {

  private static final byte[] MARK = {1};

  private final KeyValueStore<Bytes, byte[]> store;
  private final Map<Bytes, byte[]> owed = new LinkedHashMap<>();

  Pending(KeyValueStore<Bytes, byte[]> store) {
    this.store = store;
    try (KeyValueIterator<Bytes, byte[]> all = store.all()) {
      while (all.hasNext()) {
        KeyValue<Bytes, byte[]> entry = all.next();
        owed.put(entry.key, entry.value);
      }
    }
  }

  static StoreBuilder<KeyValueStore<Bytes, byte[]>> store(String name) {
    return Stores.keyValueStoreBuilder(
            Stores.persistentKeyValueStore(name), Serdes.Bytes(), Serdes.ByteArray())
        .withCachingEnabled();
  }

  void add(Bytes key) {
    if (owed.putIfAbsent(key, MARK) == null) {
      store.put(key, MARK);
    }
  }

  int size() {
    return owed.size();
  }

  /** Sends everything in the order in which it was first owed. */
  void drain(BiConsumer<Bytes, byte[]> send) {
    owed.forEach(
        (key, value) -> {
          send.accept(key, value);
          store.delete(key);
        });
    owed.clear();
  }
}

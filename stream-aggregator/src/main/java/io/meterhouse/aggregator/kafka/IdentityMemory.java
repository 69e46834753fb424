package io.meterhouse.aggregator.kafka;

import io.meterhouse.aggregator.Seen;
import io.meterhouse.metering.Identity;
import java.time.Duration;
import java.util.Optional;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.state.StoreBuilder;
import org.apache.kafka.streams.state.Stores;
import org.apache.kafka.streams.state.WindowStore;

/**
 * Remembers identities for the deduplication window in a window store, whose segments are dropped
 * whole when they are past. Entries stand at the start of a bucket of stream time, so that a lookup
 * is at most {@link #BUCKETS} + 1 point reads behind bloom filters and never a range scan.
 */
final class IdentityMemory {

  /** Few buckets make lookups cheap, many make the tail that is kept too long short. */
  static final int BUCKETS = 4;

  private final WindowStore<Bytes, byte[]> store;
  private final long bucketMillis;
  private final long windowMillis;

  IdentityMemory(WindowStore<Bytes, byte[]> store, Duration window) {
    this.store = store;
    this.bucketMillis = bucketMillis(window);
    this.windowMillis = window.toMillis();
  }

  static StoreBuilder<WindowStore<Bytes, byte[]>> store(String name, Duration window) {
    Duration bucket = Duration.ofMillis(bucketMillis(window));
    return Stores.windowStoreBuilder(
            // An entry is as old as the start of its bucket, so the window needs one bucket more.
            Stores.persistentWindowStore(name, window.plus(bucket), bucket, false),
            Serdes.Bytes(),
            Serdes.ByteArray())
        .withCachingDisabled();
  }

  Optional<Seen> find(Identity identity, long streamTimeMillis) {
    Bytes key = Bytes.wrap(identity.bytes());
    long oldest = bucketOf(streamTimeMillis - windowMillis);
    for (long bucket = bucketOf(streamTimeMillis); bucket >= oldest; bucket -= bucketMillis) {
      byte[] seen = store.fetch(key, bucket);
      if (seen != null) {
        return Optional.of(Seen.fromBytes(seen));
      }
    }
    return Optional.empty();
  }

  void remember(Identity identity, Seen seen, long streamTimeMillis) {
    store.put(Bytes.wrap(identity.bytes()), seen.toBytes(), bucketOf(streamTimeMillis));
  }

  private long bucketOf(long millis) {
    return Math.max(0, millis - Math.floorMod(millis, bucketMillis));
  }

  private static long bucketMillis(Duration window) {
    return Math.max(1, window.toMillis() / BUCKETS);
  }
}

package io.meterhouse.aggregator.kafka.stream;

import io.meterhouse.aggregator.deduplication.BucketGrid;
import io.meterhouse.aggregator.deduplication.Seen;
import io.meterhouse.metering.Identity;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.common.config.TopicConfig;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.state.StoreBuilder;
import org.apache.kafka.streams.state.Stores;
import org.apache.kafka.streams.state.WindowStore;
import org.jspecify.annotations.Nullable;

/**
 * Remembers identities for the deduplication window in a window store, whose segments are dropped
 * whole when they are past. Entries stand at the start of a bucket of stream time, so that a lookup
 * is at most {@link #BUCKETS} + 1 point reads behind bloom filters and never a range scan. Where
 * the window was changed, the buckets of before are looked into as well until they are past.
 */
final class IdentityMemory {

  /** Few buckets make lookups cheap, many make the tail that is kept too long short. */
  static final int BUCKETS = 4;

  /** In every bucket, as long as an identity never is: where it is gone, so are the identities. */
  private static final Bytes MARK = Bytes.wrap(new byte[] {0});

  private final WindowStore<Bytes, byte[]> store;
  private final LedgerCounts ledger;
  private final long bucketMillis;
  private final long windowMillis;
  private final long retentionMillis;
  private final List<BucketGrid> grids;

  /** Of those, the one on which identities are put now; -1 until {@link #begin}. */
  private int current = -1;

  /**
   * @param ledger keeps which buckets there are
   * @param retention of the store
   */
  IdentityMemory(
      WindowStore<Bytes, byte[]> store, LedgerCounts ledger, Duration window, Duration retention) {
    this.store = store;
    this.ledger = ledger;
    this.bucketMillis = bucketMillis(window);
    this.windowMillis = window.toMillis();
    this.retentionMillis = retention.toMillis();
    this.grids = new ArrayList<>(ledger.grids());
  }

  /**
   * Its changelog is deleted by age alone: an identity is put once, so that compaction would read
   * and write all of it to find nothing.
   *
   * @param retention at least {@link #retention} of the window
   */
  static StoreBuilder<WindowStore<Bytes, byte[]>> store(
      String name, Duration window, Duration retention) {
    return Stores.windowStoreBuilder(
            Stores.persistentWindowStore(
                name, retention, Duration.ofMillis(bucketMillis(window)), false),
            Serdes.Bytes(),
            Serdes.ByteArray())
        .withLoggingEnabled(
            Map.of(TopicConfig.CLEANUP_POLICY_CONFIG, TopicConfig.CLEANUP_POLICY_DELETE))
        .withCachingDisabled();
  }

  /** An entry is as old as the start of its bucket, so the window needs one bucket more. */
  static Duration retention(Duration window) {
    return window.plusMillis(bucketMillis(window));
  }

  /** Whether what was remembered is there. Of what is older than the window nothing need be. */
  boolean isWhole(long streamTimeMillis) {
    long last = grids.stream().mapToLong(BucketGrid::last).max().orElse(-1);
    return last < streamTimeMillis - windowMillis || last < 0 || store.fetch(MARK, last) != null;
  }

  /** Nothing is remembered from here on of what was. */
  void forget() {
    grids.clear();
  }

  /** To be called once before the other two. */
  void begin(long streamTimeMillis) {
    for (int i = 0; i < grids.size(); i++) {
      if (grids.get(i).bucketMillis() == bucketMillis) {
        current = i;
      }
    }
    if (current < 0) {
      // A release that did not keep its grid used that of the window; so a state without one may
      // hold anything of the window.
      long reachesBackTo = grids.isEmpty() ? streamTimeMillis - windowMillis : streamTimeMillis;
      current = grids.size();
      grids.add(
          new BucketGrid(
              bucketMillis,
              BucketGrid.bucketOf(reachesBackTo, bucketMillis),
              BucketGrid.bucketOf(streamTimeMillis, bucketMillis)));
      keep();
    }
  }

  /** The latest that was remembered of the identity. */
  Optional<Seen> find(Identity identity, long streamTimeMillis) {
    Bytes key = Bytes.wrap(identity.bytes());
    @Nullable Seen latest = null;
    for (BucketGrid grid : grids) {
      Seen seen = find(key, grid, streamTimeMillis);
      if (seen != null && (latest == null || seen.acceptedAt().isAfter(latest.acceptedAt()))) {
        latest = seen;
      }
    }
    return Optional.ofNullable(latest);
  }

  void remember(Identity identity, Seen seen, long streamTimeMillis) {
    long bucket = BucketGrid.bucketOf(streamTimeMillis, bucketMillis);
    if (bucket > grids.get(current).last()) {
      grids.set(current, grids.get(current).upTo(streamTimeMillis));
      dropPast(streamTimeMillis);
      keep();
    }
    store.put(Bytes.wrap(identity.bytes()), seen.toBytes(), bucket);
  }

  private @Nullable Seen find(Bytes key, BucketGrid grid, long streamTimeMillis) {
    long oldest = grid.oldest(streamTimeMillis - windowMillis);
    for (long bucket = grid.newest(streamTimeMillis);
        bucket >= oldest;
        bucket -= grid.bucketMillis()) {
      byte[] seen = store.fetch(key, bucket);
      if (seen != null) {
        return Seen.fromBytes(seen);
      }
    }
    return null;
  }

  /** As long as the store has them: the window may be widened again. */
  private void dropPast(long streamTimeMillis) {
    BucketGrid kept = grids.get(current);
    grids.removeIf(grid -> !grid.reaches(streamTimeMillis - retentionMillis));
    current = grids.indexOf(kept);
  }

  private void keep() {
    store.put(MARK, new byte[] {1}, grids.stream().mapToLong(BucketGrid::last).max().orElseThrow());
    ledger.keep(grids);
  }

  private static long bucketMillis(Duration window) {
    return Math.max(1, window.toMillis() / BUCKETS);
  }
}

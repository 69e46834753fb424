package io.meterhouse.kit.catalog;

import java.util.concurrent.TimeUnit;

/**
 * Up to which accepted time the catalogue is known to be complete, and so needs no asking.
 *
 * <p>The end of the catalogue is asked for at a moment V; all that was published before V is then
 * in. Records carry the broker's clock, V is ours. A record stamped T and seen at L proves that the
 * broker's clock is ahead of ours by at least T − L, so at V it shows at least V + (T − L), and
 * whatever is accepted after V is stamped no earlier. Hence everything stamped up to V + max(T − L)
 * is covered. Ours is a monotonic clock; the maximum is taken over the last seconds only, so that
 * drift and a corrected broker clock wear off. For records from long ago the wall clock will do.
 *
 * <p>Not thread-safe; the follower guards it.
 */
final class CatchUpHorizon {

  /** No two clocks of one installation differ by as much. */
  static final long MAX_CLOCK_DIFFERENCE_MILLIS = 10_000;

  private static final long MEMORY_NANOS = TimeUnit.SECONDS.toNanos(10);
  private static final long NONE = Long.MIN_VALUE;

  private long coveredMillis = NONE;
  private long aheadMillis = NONE;
  private long aheadBeforeMillis = NONE;
  private long memoryBeganNanos;

  boolean covers(long acceptedMillis) {
    return acceptedMillis <= coveredMillis;
  }

  /** Takes in that a record stamped {@code acceptedMillis} was seen now. */
  void saw(long acceptedMillis, long monotonicNanos) {
    long age = monotonicNanos - memoryBeganNanos;
    if (aheadMillis == NONE || age > MEMORY_NANOS) {
      aheadBeforeMillis = age > 2 * MEMORY_NANOS ? NONE : aheadMillis;
      aheadMillis = NONE;
      memoryBeganNanos = monotonicNanos;
    }
    aheadMillis = Math.max(aheadMillis, acceptedMillis - ceilMillis(monotonicNanos));
  }

  /**
   * Takes in that the catalogue is complete as of V, a moment on both of our clocks, after a record
   * stamped {@code seenMillis} was seen.
   */
  void completeAsOf(long monotonicNanos, long wallMillis, long seenMillis) {
    long ahead = Math.max(aheadMillis, aheadBeforeMillis);
    long byObservation = ahead == NONE ? NONE : floorMillis(monotonicNanos) + ahead;
    long byWallClock = wallMillis - MAX_CLOCK_DIFFERENCE_MILLIS;
    long covered = Math.max(seenMillis, Math.max(byObservation, byWallClock));
    coveredMillis = Math.max(coveredMillis, covered);
  }

  private static long floorMillis(long nanos) {
    return Math.floorDiv(nanos, 1_000_000L);
  }

  private static long ceilMillis(long nanos) {
    return -Math.floorDiv(-nanos, 1_000_000L);
  }
}

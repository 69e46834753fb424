package io.meterhouse.kit.kafka;

import java.util.concurrent.TimeUnit;

/**
 * What a broker's clock shows, at least, told by the records that it stamped.
 *
 * <p>A record stamped T and seen at L on our monotonic clock proves that the broker's clock is
 * ahead of ours by at least T − L, so at V it shows at least V + (T − L), and whatever it stamps
 * from then on is stamped no earlier. The largest T − L of the last seconds counts, so that a
 * corrected broker clock wears off, less what two clocks can drift apart since. For what is from
 * long ago our wall clock will do.
 *
 * <p>Not thread-safe.
 */
public final class BrokerClock {

  /** No two clocks of one installation differ by as much. */
  public static final long MAX_CLOCK_DIFFERENCE_MILLIS = 10_000;

  /** A millisecond a second is twice the most by which a clock is ever slewed. */
  private static final long DRIFT_DIVISOR = 1_000;

  private static final long MEMORY_NANOS = TimeUnit.SECONDS.toNanos(10);
  private static final long NONE = Long.MIN_VALUE;

  private long aheadMillis = NONE;
  private long aheadBeforeMillis = NONE;
  private long memoryBeganNanos;
  private long seenNanos;

  /** Takes in that a record stamped {@code stampMillis} was seen now. */
  public void saw(long stampMillis, long monotonicNanos) {
    long age = monotonicNanos - memoryBeganNanos;
    if (aheadMillis == NONE || age > MEMORY_NANOS) {
      aheadBeforeMillis = age > 2 * MEMORY_NANOS ? NONE : aheadMillis;
      aheadMillis = NONE;
      memoryBeganNanos = monotonicNanos;
    }
    seenNanos = monotonicNanos;
    aheadMillis = Math.max(aheadMillis, stampMillis - ceilMillis(monotonicNanos));
  }

  /**
   * Milliseconds since the epoch that the broker's clock has reached at a moment on both of our
   * clocks.
   */
  public long atLeast(long monotonicNanos, long wallMillis) {
    long byWallClock = wallMillis - MAX_CLOCK_DIFFERENCE_MILLIS;
    long ahead = Math.max(aheadMillis, aheadBeforeMillis);
    if (ahead == NONE) {
      return byWallClock;
    }
    long drift = floorMillis(monotonicNanos - seenNanos) / DRIFT_DIVISOR;
    return Math.max(byWallClock, floorMillis(monotonicNanos) + ahead - drift);
  }

  private static long floorMillis(long nanos) {
    return Math.floorDiv(nanos, 1_000_000L);
  }

  private static long ceilMillis(long nanos) {
    return -Math.floorDiv(-nanos, 1_000_000L);
  }
}

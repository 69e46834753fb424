package io.meterhouse.kit.catalog;

import io.meterhouse.kit.kafka.BrokerClock;

/**
 * Up to which accepted time the catalogue is known to be complete, and so needs no asking.
 *
 * <p>The end of the catalogue is asked for at a moment V; all that was published before V is then
 * in. Whatever is accepted after V is stamped no earlier than the broker's clock showed at V, of
 * which {@link BrokerClock} knows a lower bound. Hence everything stamped up to there is covered.
 *
 * <p>Not thread-safe; the follower guards it.
 */
final class CatchUpHorizon {

  private final BrokerClock clock = new BrokerClock();
  private long coveredMillis = Long.MIN_VALUE;

  boolean covers(long acceptedMillis) {
    return acceptedMillis <= coveredMillis;
  }

  /** Takes in that a record stamped {@code acceptedMillis} was seen now. */
  void saw(long acceptedMillis, long monotonicNanos) {
    clock.saw(acceptedMillis, monotonicNanos);
  }

  /**
   * Takes in that the catalogue is complete as of V, a moment on both of our clocks, after a record
   * stamped {@code seenMillis} was seen.
   */
  void completeAsOf(long monotonicNanos, long wallMillis, long seenMillis) {
    long covered = Math.max(seenMillis, clock.atLeast(monotonicNanos, wallMillis));
    coveredMillis = Math.max(coveredMillis, covered);
  }
}

package io.meterhouse.kit.catalog;

import java.time.Duration;

/**
 * Until when somebody waits, on the monotonic clock.
 *
 * @param timeout how long that was at first
 */
record Deadline(Duration timeout, long atNanos) {

  static Deadline in(Duration timeout) {
    return new Deadline(timeout, System.nanoTime() + timeout.toNanos());
  }

  long remainingNanos() {
    return Math.max(0, atNanos - System.nanoTime());
  }

  Duration remaining() {
    return Duration.ofNanos(remainingNanos());
  }
}

package io.meterhouse.aggregator.folding;

import io.meterhouse.metering.WindowSize;
import io.meterhouse.schemas.usage.v1.AggregateKey;
import io.meterhouse.schemas.usage.v1.Recompute;
import io.meterhouse.schemas.usage.v1.RecomputeScope;

/**
 * Whole hours of event time, half-open, in seconds since the epoch: as much as has to be read to
 * fold the windows within it again.
 */
public record Stretch(long fromSeconds, long toSeconds) {

  private static final long HOUR = WindowSize.HOUR.seconds();

  public Stretch {
    if (Math.floorMod(fromSeconds, HOUR) != 0
        || Math.floorMod(toSeconds, HOUR) != 0
        || fromSeconds >= toSeconds) {
      throw new IllegalArgumentException(
          "stretch: %d to %d (expected: seconds of whole hours, the first before the second)"
              .formatted(fromSeconds, toSeconds));
    }
  }

  /** The shortest with all of that window. */
  public static Stretch around(AggregateKey window) {
    long start = window.getWindowStartEpochSeconds();
    long end = endSeconds(window);
    return new Stretch(Math.floorDiv(start, HOUR) * HOUR, Math.ceilDiv(end, HOUR) * HOUR);
  }

  /**
   * @throws IllegalArgumentException if it is none
   */
  public static Stretch of(Recompute recompute) {
    return new Stretch(recompute.getFromEpochSeconds(), recompute.getToEpochSeconds());
  }

  /**
   * @throws IllegalArgumentException if it has none
   */
  public static Stretch of(RecomputeScope scope) {
    return new Stretch(scope.getFromEpochSeconds(), scope.getToEpochSeconds());
  }

  /** Where a window ends. */
  public static long endSeconds(AggregateKey window) {
    return window.getWindowStartEpochSeconds() + window.getWindowSeconds();
  }

  /** Whether all of that window is in it. */
  public boolean holds(AggregateKey window) {
    return window.getWindowStartEpochSeconds() >= fromSeconds && endSeconds(window) <= toSeconds;
  }
}

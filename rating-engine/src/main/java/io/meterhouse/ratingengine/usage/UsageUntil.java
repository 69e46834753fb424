package io.meterhouse.ratingengine.usage;

import java.time.Instant;

/**
 * The usage of a cell from the start of its period.
 *
 * @param until windows that begin before it count; at most the end of the period
 */
public record UsageUntil(UsageCell cell, Instant until) {

  /** The usage of the whole period. */
  public static UsageUntil whole(UsageCell cell) {
    return new UsageUntil(cell, cell.period().end());
  }
}

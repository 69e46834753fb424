package io.meterhouse.aggregator.folding;

import io.meterhouse.metering.Aggregate;
import io.meterhouse.schemas.usage.v1.AggregateKey;

/**
 * What one usage record adds to one window.
 *
 * @param kind whether it is folded in or supersedes
 */
public record Contribution(AggregateKey key, Aggregate aggregate, Kind kind) {

  /** How a contribution meets what is there. */
  public enum Kind {
    /** An event: {@link Aggregate#merge}. */
    FOLDED,
    /** A snapshot: {@link Aggregate#superseded}. */
    DECLARED
  }
}

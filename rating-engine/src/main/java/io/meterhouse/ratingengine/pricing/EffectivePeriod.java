package io.meterhouse.ratingengine.pricing;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * When something is in force: half-open.
 *
 * @param from null: from when it was made, or approved where that is needed
 * @param to null: without end
 */
public record EffectivePeriod(@Nullable Instant from, @Nullable Instant to) {

  /** Whether nothing lies in it, of something that was made at {@code made}. */
  public boolean isEmpty(Instant made) {
    return to != null && !to.isAfter(begin(made));
  }

  /** Where it begins, of something that was made at {@code made}. */
  public Instant begin(Instant made) {
    return from == null ? made : from;
  }
}

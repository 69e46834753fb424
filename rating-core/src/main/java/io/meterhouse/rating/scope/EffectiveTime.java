package io.meterhouse.rating.scope;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * When something is in force, and since when that is known. The first is about usage, the second
 * about us: what is recorded today may be in force since last week, and a cycle that was closed
 * yesterday does not know of it.
 *
 * @param from in force from here; null: nobody named a time, so from {@code recordedAt}
 * @param to in force before here; null: without an end
 * @param recordedAt when it was written down
 * @param endedAt when somebody ended it; null: nobody did
 */
public record EffectiveTime(
    @Nullable Instant from, @Nullable Instant to, Instant recordedAt, @Nullable Instant endedAt) {

  /** Recorded then, and in force from then on. */
  public static EffectiveTime since(Instant recordedAt) {
    return new EffectiveTime(null, null, recordedAt, null);
  }

  /** Whether a time was named from which it is in force. */
  public boolean isNamed() {
    return from != null;
  }

  /** When it begins to be in force. */
  public Instant begins() {
    return from == null ? recordedAt : from;
  }

  /** When it is no longer in force; null: never. */
  public @Nullable Instant ends() {
    if (to == null || endedAt == null) {
      return to == null ? endedAt : to;
    }
    return to.isBefore(endedAt) ? to : endedAt;
  }

  /** Whether it is in force at that time: from its beginning, and no longer at its end. */
  public boolean isAt(Instant time) {
    Instant end = ends();
    return !time.isBefore(begins()) && (end == null || time.isBefore(end));
  }

  /** Whether it was written down by then. */
  public boolean isKnownAt(Instant known) {
    return !recordedAt.isAfter(known);
  }

  /** As it was known then: an end that came later is none. */
  public EffectiveTime asKnownAt(Instant known) {
    return endedAt == null || !endedAt.isAfter(known)
        ? this
        : new EffectiveTime(from, to, recordedAt, null);
  }

  /** For people: {@code in force from 2026-11-01T00:00:00Z to 2026-12-01T00:00:00Z}. */
  public String toText() {
    Instant end = ends();
    return "in force from " + begins() + (end == null ? "" : " to " + end);
  }
}

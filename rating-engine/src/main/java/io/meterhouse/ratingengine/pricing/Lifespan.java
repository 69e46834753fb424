package io.meterhouse.ratingengine.pricing;

import io.meterhouse.rating.scope.EffectiveTime;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What a rule or scope goes through.
 *
 * @param deactivatedAt null: it is active
 */
public record Lifespan(
    EffectivePeriod effective, Signature created, @Nullable Instant deactivatedAt) {

  /** Of something new. */
  public static Lifespan beginning(EffectivePeriod effective, Signature created) {
    return new Lifespan(effective, created, null);
  }

  /** When it is in force, as prices are read. */
  public EffectiveTime effectiveTime() {
    return new EffectiveTime(effective.from(), effective.to(), created.at(), deactivatedAt);
  }

  /** Whether nobody deactivated it. */
  public boolean isActive() {
    return deactivatedAt == null;
  }

  /** The same, made at another time. */
  Lifespan createdAt(Instant now) {
    return new Lifespan(effective, created.at(now), deactivatedAt);
  }

  /** The same, over from {@code now}; itself where it was over already. */
  Lifespan deactivated(Instant now) {
    return isActive() ? new Lifespan(effective, created, now) : this;
  }
}

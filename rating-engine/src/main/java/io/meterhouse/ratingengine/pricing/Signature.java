package io.meterhouse.ratingengine.pricing;

import io.meterhouse.kit.access.Actor;
import java.time.Instant;

/** Who did something, and when. */
public record Signature(Actor actor, Instant at) {

  /** The same of another time. */
  public Signature at(Instant time) {
    return new Signature(actor, time);
  }
}

package io.meterhouse.ratingengine.usage;

import io.meterhouse.metering.TenantId;
import io.meterhouse.ratingengine.cycle.CycleOwner;

/** Whose usage of what; an empty subject is none, an empty meter is what somebody entered. */
public record UsageKey(TenantId tenant, String subject, String meter) {

  /** What prices are chosen by. */
  public PriceKey price() {
    return new PriceKey(tenant, meter);
  }

  /** Whether it is of a meter: what somebody entered is not. */
  public boolean isMetered() {
    return !meter.isEmpty();
  }

  /** Whose bill it goes to. */
  public CycleOwner owner() {
    return new CycleOwner(tenant, subject);
  }
}

package io.meterhouse.ratingengine;

import java.util.UUID;

/** A billing cycle; only an active one takes items and changes of items. */
public record BillingCycle(UUID id, CycleKey key, String status) {

  /** Status of a cycle that is open for items. */
  public static final String ACTIVE = "active";

  /** Cycle type of those that rating opens. */
  public static final String MONTHLY = "monthly";

  /** Whether items may still change. */
  public boolean isActive() {
    return status.equals(ACTIVE);
  }
}

package io.meterhouse.ratingengine;

import io.meterhouse.rating.BillingPeriod;
import java.time.ZoneId;

/**
 * The usage that one billing item bills.
 *
 * @param zone the tenant's, on whose clocks the period begins
 */
public record UsageCell(UsageKey key, BillingPeriod period, ZoneId zone) {

  /** The cycle that the item belongs to. */
  public CycleKey cycle() {
    return new CycleKey(key.tenant(), key.scope(), period);
  }
}

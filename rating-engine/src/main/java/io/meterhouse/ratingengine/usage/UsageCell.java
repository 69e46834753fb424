package io.meterhouse.ratingengine.usage;

import io.meterhouse.rating.BillingPeriod;
import io.meterhouse.ratingengine.cycle.CycleKey;
import io.meterhouse.ratingengine.cycle.CycleOwner;
import java.time.ZoneId;

/**
 * The usage that one billing item bills.
 *
 * @param cycle that the item belongs to
 * @param zone the tenant's, on whose clocks calendar days are counted
 */
public record UsageCell(UsageKey key, CycleKey cycle, ZoneId zone) {

  /** When the usage was. */
  public BillingPeriod period() {
    return cycle.period();
  }

  /** Whose it is. */
  public CycleOwner owner() {
    return key.owner();
  }

  /** All usage in it, to find the cycles that it belongs to now. */
  public DirtyUsage whole() {
    return new DirtyUsage(key, period().start(), period().end().minusMillis(1));
  }
}

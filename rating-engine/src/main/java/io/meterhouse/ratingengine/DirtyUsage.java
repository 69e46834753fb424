package io.meterhouse.ratingengine;

import io.meterhouse.rating.BillingPeriod;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;

/**
 * Usage that has to be rated (again): windows that start in {@code [first, last]}. The range lies
 * within one UTC month.
 */
public record DirtyUsage(UsageKey key, Instant first, Instant last) {

  /**
   * The same usage of a meter that counts calendar days: a day is written as its midnight in UTC
   * and means the day of that date on the tenant's own calendar.
   */
  public DirtyUsage onCalendarOf(ZoneId zone) {
    return new DirtyUsage(key, midnight(first, zone), midnight(last, zone));
  }

  private static Instant midnight(Instant utcMidnight, ZoneId zone) {
    return LocalDate.ofInstant(utcMidnight, ZoneOffset.UTC).atStartOfDay(zone).toInstant();
  }

  /** The items that it touches: one, or two where the range crosses a month's end in the zone. */
  public List<UsageCell> cells(ZoneId zone) {
    List<UsageCell> cells = new ArrayList<>(2);
    BillingPeriod period = BillingPeriod.monthOf(first, zone);
    cells.add(new UsageCell(key, period, zone));
    while (!period.contains(last)) {
      period = BillingPeriod.monthOf(period.end(), zone);
      cells.add(new UsageCell(key, period, zone));
    }
    return cells;
  }
}

package io.meterhouse.ratingengine.usage;

import io.meterhouse.ratingengine.cycle.CycleBook;
import io.meterhouse.ratingengine.cycle.CycleKey;
import io.meterhouse.ratingengine.cycle.OwnerSpan;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;

/** Usage that has to be rated (again): windows that start in {@code [first, last]}. */
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

  /**
   * The items that it touches: one for each cycle that the range reaches.
   *
   * @param zone the tenant's
   */
  public List<UsageCell> cells(CycleBook book, ZoneId zone) {
    List<UsageCell> cells = new ArrayList<>(2);
    Instant at = first;
    while (!at.isAfter(last)) {
      CycleKey cycle = book.at(key.owner(), at, zone).key();
      cells.add(new UsageCell(key, cycle, zone));
      at = cycle.period().end();
    }
    return cells;
  }

  /** Where its cycles are to be looked for. */
  public OwnerSpan span() {
    return new OwnerSpan(key.owner(), first, last);
  }
}

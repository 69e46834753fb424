package io.meterhouse.usagestore;

import java.time.Duration;

/**
 * How long rows are kept, in whole days after the end of their month; zero: for ever.
 *
 * @param events {@code usage_events}, and what is compared with it: {@code usage_ledger} and {@code
 *     usage_rejections}; by the month of acceptance
 * @param aggregates {@code usage_aggregates}, by the month of the window
 */
public record StoreRetention(Duration events, Duration aggregates) {

  /** Some time of a month and all of the next: what came late for it, its voids, its bill. */
  public static final Duration MIN_EVENTS = Duration.ofDays(62);

  /** A cycle of a year and the month in which it is closed. */
  public static final Duration MIN_AGGREGATES = Duration.ofDays(400);

  /** Beyond it, a date of ClickHouse (until 2149) would begin anew and all rows be old. */
  public static final Duration MAX = Duration.ofDays(7_300);

  public static final StoreRetention FOR_EVER = new StoreRetention(Duration.ZERO, Duration.ZERO);

  /** Refuses what would delete rows that are still needed. */
  public StoreRetention {
    check("retention of events", events, MIN_EVENTS);
    check("retention of aggregates", aggregates, MIN_AGGREGATES);
  }

  private static void check(String what, Duration came, Duration least) {
    boolean isWholeDays = came.equals(Duration.ofDays(came.toDays()));
    if (!came.isZero() && (!isWholeDays || came.compareTo(least) < 0 || came.compareTo(MAX) > 0)) {
      throw new IllegalArgumentException(
          "%s: %s (expected: 0 for ever, or whole days, %d to %d)"
              .formatted(what, came, least.toDays(), MAX.toDays()));
    }
  }
}

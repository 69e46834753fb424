package io.meterhouse.usagestore;

import java.time.Duration;

/**
 * How long rows are kept, in whole days after the end of their month; zero: for ever.
 *
 * <p>Windows are kept: whoever rates a cycle again would find none and take it for no usage.
 *
 * @param events {@code usage_events}, and what is compared with it: {@code usage_ledger} and {@code
 *     usage_rejections}; by the month of acceptance
 */
public record StoreRetention(Duration events) {

  /** Some time of a month and all of the next: what came late for it, its voids, its bill. */
  public static final Duration MIN_EVENTS = Duration.ofDays(62);

  /** Beyond it, a date of ClickHouse (until 2149) would begin anew and all rows be old. */
  public static final Duration MAX = Duration.ofDays(7_300);

  public static final StoreRetention FOR_EVER = new StoreRetention(Duration.ZERO);

  /** Refuses what would delete rows that are still needed. */
  public StoreRetention {
    boolean isWholeDays = events.equals(Duration.ofDays(events.toDays()));
    if (!events.isZero()
        && (!isWholeDays || events.compareTo(MIN_EVENTS) < 0 || events.compareTo(MAX) > 0)) {
      throw new IllegalArgumentException(
          "retention of events: %s (expected: 0 for ever, or whole days, %d to %d)"
              .formatted(events, MIN_EVENTS.toDays(), MAX.toDays()));
    }
  }
}

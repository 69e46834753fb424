package io.meterhouse.rating;

import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;

/**
 * The time that a billing cycle covers, half-open: {@code [start, end)}. A usage window belongs to
 * the period in which it starts.
 */
public record BillingPeriod(Instant start, Instant end) {

  /** Checks that the period is not empty. */
  public BillingPeriod {
    if (!start.isBefore(end)) {
      throw new IllegalArgumentException("end: %s (expected: after %s)".formatted(end, start));
    }
  }

  /** The calendar month of that instant, from midnight to midnight on the zone's clocks. */
  public static BillingPeriod monthOf(Instant instant, ZoneId zone) {
    LocalDate first = LocalDate.ofInstant(instant, zone).withDayOfMonth(1);
    return new BillingPeriod(
        first.atStartOfDay(zone).toInstant(), first.plusMonths(1).atStartOfDay(zone).toInstant());
  }

  /** Whether the instant is in the period; the end is not. */
  public boolean contains(Instant instant) {
    return !instant.isBefore(start) && instant.isBefore(end);
  }
}

package io.meterhouse.rating.cycle;

import io.meterhouse.rating.BillingPeriod;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;

/**
 * Cycles that follow one another: the k-th begins k units after the anchor, on the clocks of the
 * zone. A time that clocks skip is the one after the gap, one that they show twice the first of the
 * two, as {@code java.time} has it.
 *
 * @param anchor start of the first cycle
 */
public record CycleChain(CycleType type, LocalDateTime anchor, ZoneId zone) {

  /** A chain that begins at that instant. */
  public static CycleChain from(CycleType type, Instant anchor, ZoneId zone) {
    return new CycleChain(type, LocalDateTime.ofInstant(anchor, zone), zone);
  }

  /** The calendar months of the zone. */
  public static CycleChain months(Instant instant, ZoneId zone) {
    return from(CycleType.MONTHLY, BillingPeriod.monthOf(instant, zone).start(), zone);
  }

  /**
   * The period of the chain that the instant falls into, also before the anchor. A day that the
   * clocks skip whole is no period.
   *
   * @throws IllegalStateException where the type does not recur
   */
  public BillingPeriod containing(Instant instant) {
    if (!type.isRecurring()) {
      throw new IllegalStateException("type: " + type + " (expected: one that recurs)");
    }
    long k = type.near(anchor, LocalDateTime.ofInstant(instant, zone));
    while (start(k).isAfter(instant)) {
      k--;
    }
    while (!start(k + 1).isAfter(instant)) {
      k++;
    }
    return new BillingPeriod(start(k), start(k + 1));
  }

  /** When the chain began. */
  public Instant begin() {
    return anchor.atZone(zone).toInstant();
  }

  private Instant start(long k) {
    return type.start(anchor, k).atZone(zone).toInstant();
  }
}

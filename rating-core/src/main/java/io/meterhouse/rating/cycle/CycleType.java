package io.meterhouse.rating.cycle;

import java.time.LocalDateTime;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** How long a cycle is, and whether another follows it. */
public enum CycleType {
  DAILY(ChronoUnit.DAYS, 1),
  WEEKLY(ChronoUnit.WEEKS, 1),
  MONTHLY(ChronoUnit.MONTHS, 1),
  QUARTERLY(ChronoUnit.MONTHS, 3),
  YEARLY(ChronoUnit.YEARS, 1),
  /** As long as somebody says, and followed by none. */
  CUSTOM(ChronoUnit.FOREVER, 0);

  private final ChronoUnit unit;
  private final int units;

  CycleType(ChronoUnit unit, int units) {
    this.unit = unit;
    this.units = units;
  }

  /** Whether cycles of this type follow one another by themselves. */
  public boolean isRecurring() {
    return units > 0;
  }

  /** The type of that API name. */
  public static Optional<CycleType> ofWireName(String name) {
    return Arrays.stream(values()).filter(type -> type.wireName().equals(name)).findFirst();
  }

  /** The name in the API: {@code monthly}. */
  public String wireName() {
    return name().toLowerCase(Locale.ROOT);
  }

  /**
   * Where the k-th cycle begins on the clocks; counted from the anchor, so that the 31st comes back
   * after a February.
   */
  LocalDateTime start(LocalDateTime anchor, long k) {
    return anchor.plus(Math.multiplyExact(k, units), unit);
  }

  /** A k whose cycle is at most a few away from that of the time. */
  long near(LocalDateTime anchor, LocalDateTime time) {
    return Math.floorDiv(unit.between(anchor, time), units);
  }
}

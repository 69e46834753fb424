package io.meterhouse.rating.cycle;

import java.util.Arrays;
import java.util.EnumSet;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/** What a cycle is, and what it may become. */
public enum CycleStatus {
  /** Open for items. */
  ACTIVE,
  /** Its items change no more. */
  CLOSED,
  INVOICED,
  PAID,
  OVERDUE,
  /** Nobody pays it. */
  CANCELLED;

  /** What may come next; empty: nothing. */
  public Set<CycleStatus> next() {
    return switch (this) {
      case ACTIVE -> EnumSet.of(CLOSED, CANCELLED);
      case CLOSED -> EnumSet.of(INVOICED, CANCELLED);
      case INVOICED -> EnumSet.of(PAID, OVERDUE, CANCELLED);
      case OVERDUE -> EnumSet.of(PAID, CANCELLED);
      case PAID, CANCELLED -> EnumSet.noneOf(CycleStatus.class);
    };
  }

  /** Whether its items are charged and fixed: what they lack is adjusted elsewhere. */
  public boolean isBilled() {
    return switch (this) {
      case CLOSED, INVOICED, PAID, OVERDUE -> true;
      case ACTIVE, CANCELLED -> false;
    };
  }

  /** The status of that API name. */
  public static Optional<CycleStatus> ofWireName(String name) {
    return Arrays.stream(values()).filter(status -> status.wireName().equals(name)).findFirst();
  }

  /** The name in the API: {@code active}. */
  public String wireName() {
    return name().toLowerCase(Locale.ROOT);
  }
}

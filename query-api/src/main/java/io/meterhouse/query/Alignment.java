package io.meterhouse.query;

import io.meterhouse.kit.http.error.Detail;
import io.meterhouse.metering.WindowSize;
import io.meterhouse.usagestore.CalendarWindow;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.zone.ZoneOffsetTransition;
import java.time.zone.ZoneRules;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A meter keeps the fold of each of its windows, so an answer can only be cut where they are cut:
 * half a window's usage is not known.
 */
final class Alignment {

  private Alignment() {}

  /** Why the period cannot be answered exactly from windows of that size; empty if it can. */
  static List<Detail> problems(
      WindowSize stored, Instant from, Instant to, @Nullable CalendarWindow window, ZoneId zone) {
    List<Detail> problems = new ArrayList<>();
    checkMoment("from", from, stored, problems);
    checkMoment("to", to, stored, problems);
    if (!from.isBefore(to)) {
      problems.add(new Detail("to", "%s (expected: after from, %s)".formatted(to, from)));
    }
    if (window == null) {
      return problems;
    }
    if (isFiner(window, stored)) {
      problems.add(
          new Detail(
              "window_size",
              "%s (expected: %s or coarser, as the meter keeps one value per %s)"
                  .formatted(window, stored, word(stored))));
    }
    if (window == CalendarWindow.MINUTE) {
      // Minutes are UTC's in every zone.
      return problems;
    }
    crookedOffset(stored, from, to, zone)
        .ifPresent(
            offset ->
                problems.add(
                    new Detail(
                        "time_zone",
                        "%s is at %s (expected: an offset of whole UTC %ss, as the meter keeps one value per %s)"
                            .formatted(zone, offset, word(stored), word(stored)))));
    return problems;
  }

  private static void checkMoment(
      String field, Instant moment, WindowSize stored, List<Detail> problems) {
    if (moment.getNano() != 0 || Math.floorMod(moment.getEpochSecond(), stored.seconds()) != 0) {
      problems.add(
          new Detail(
              field,
              "%s (expected: the start of a UTC %s, as the meter keeps one value per %s)"
                  .formatted(moment, word(stored), word(stored))));
    }
  }

  private static boolean isFiner(CalendarWindow window, WindowSize stored) {
    return switch (window) {
      case MINUTE -> stored != WindowSize.MINUTE;
      case HOUR -> stored == WindowSize.DAY;
      case DAY, WEEK, MONTH -> false;
    };
  }

  /** An offset in force within the period that is not a whole number of the meter's windows. */
  private static Optional<ZoneOffset> crookedOffset(
      WindowSize stored, Instant from, Instant to, ZoneId zone) {
    ZoneRules rules = zone.getRules();
    ZoneOffset offset = rules.getOffset(from);
    @Nullable ZoneOffsetTransition next = rules.nextTransition(from);
    while (offset.getTotalSeconds() % stored.seconds() == 0) {
      if (next == null || !next.getInstant().isBefore(to)) {
        return Optional.empty();
      }
      offset = next.getOffsetAfter();
      next = rules.nextTransition(next.getInstant());
    }
    return Optional.of(offset);
  }

  private static String word(WindowSize size) {
    return switch (size) {
      case MINUTE -> "minute";
      case HOUR -> "hour";
      case DAY -> "day";
    };
  }
}

package io.meterhouse.usagestore;

import java.time.DayOfWeek;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.temporal.TemporalAdjusters;
import java.time.zone.ZoneOffsetTransition;
import java.time.zone.ZoneRules;
import org.jspecify.annotations.Nullable;

/**
 * The windows of an answer, in a time zone. Windows are half-open and leave neither gap nor
 * overlap.
 *
 * <p>A minute is a minute of UTC. An hour begins at each full hour of the local clock and at each
 * change of it, so an hour never holds a change: where clocks move by half an hour, one hour is
 * half an hour long. A day begins when its date first shows on the local clock (01:00 where clocks
 * skip midnight) and has 23 or 25 hours when they change. A week begins on Monday (ISO 8601).
 */
public enum CalendarWindow {
  MINUTE,
  HOUR,
  DAY,
  WEEK,
  MONTH;

  private static final long MINUTE_SECONDS = 60;
  private static final long HOUR_SECONDS = 3_600;

  /** Start of the window that holds the time. */
  public Instant start(Instant time, ZoneId zone) {
    return switch (this) {
      case MINUTE -> floor(time, MINUTE_SECONDS, 0);
      case HOUR -> hourStart(time, zone.getRules());
      case DAY, WEEK, MONTH -> firstDay(time, zone).atStartOfDay(zone).toInstant();
    };
  }

  /** End of the window that holds the time: the first instant that is not in it. */
  public Instant end(Instant time, ZoneId zone) {
    return switch (this) {
      case MINUTE -> start(time, zone).plusSeconds(MINUTE_SECONDS);
      case HOUR -> hourEnd(time, zone.getRules());
      case DAY -> firstDay(time, zone).plusDays(1).atStartOfDay(zone).toInstant();
      case WEEK -> firstDay(time, zone).plusWeeks(1).atStartOfDay(zone).toInstant();
      case MONTH -> firstDay(time, zone).plusMonths(1).atStartOfDay(zone).toInstant();
    };
  }

  private LocalDate firstDay(Instant time, ZoneId zone) {
    LocalDate day = dateAt(time, zone);
    return switch (this) {
      case WEEK -> day.with(TemporalAdjusters.previousOrSame(DayOfWeek.MONDAY));
      case MONTH -> day.withDayOfMonth(1);
      case MINUTE, HOUR, DAY -> day;
    };
  }

  /**
   * The date whose day holds the time: the date on the clock, except where a clock goes back over
   * midnight and shows yesterday's date again. The day that had begun goes on.
   */
  private static LocalDate dateAt(Instant time, ZoneId zone) {
    LocalDate shown = time.atZone(zone).toLocalDate();
    LocalDate next = shown.plusDays(1);
    return next.atStartOfDay(zone).toInstant().isAfter(time) ? shown : next;
  }

  private static Instant hourStart(Instant time, ZoneRules rules) {
    Instant start = floor(time, HOUR_SECONDS, rules.getOffset(time).getTotalSeconds());
    @Nullable ZoneOffsetTransition change = rules.previousTransition(time.plusNanos(1));
    return change == null || start.isAfter(change.getInstant()) ? start : change.getInstant();
  }

  private static Instant hourEnd(Instant time, ZoneRules rules) {
    ZoneOffset offset = rules.getOffset(time);
    Instant end = floor(time, HOUR_SECONDS, offset.getTotalSeconds()).plusSeconds(HOUR_SECONDS);
    @Nullable ZoneOffsetTransition change = rules.nextTransition(time);
    return change == null || end.isBefore(change.getInstant()) ? end : change.getInstant();
  }

  private static Instant floor(Instant time, long seconds, int offsetSeconds) {
    long second = time.getEpochSecond();
    return Instant.ofEpochSecond(second - Math.floorMod(second + offsetSeconds, seconds));
  }
}

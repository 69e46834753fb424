package io.meterhouse.usagestore;

import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.temporal.ChronoField;
import org.jspecify.annotations.Nullable;

/**
 * How ClickHouse numbers the windows of an answer, and back. Minutes and hours go by the second in
 * which they begin, days and weeks by the local date of their first day, months by their number
 * since year 0; the whole period is 0. The order of the numbers is the order of the windows.
 */
final class Buckets {

  static final long PERIOD = 0;

  private static final int MONTHS = 12;

  private Buckets() {}

  /**
   * An expression over {@code window_start}. It uses the parameters {@code segment_*} that {@link
   * #bind} gives.
   */
  static String expression(@Nullable CalendarWindow size) {
    if (size == null) {
      return "toInt64(0)";
    }
    return switch (size) {
      case MINUTE -> SECOND;
      case HOUR ->
          "greatest(%s - positiveModulo(%s, 3600), {segment_starts:Array(Int64)}[%s])"
              .formatted(SECOND, LOCAL_SECOND, SEGMENT);
      case DAY -> LOCAL_DAY;
      // 1970-01-01 was a Thursday: three days after a Monday.
      case WEEK -> "%s - positiveModulo(%s + 3, 7)".formatted(LOCAL_DAY, LOCAL_DAY);
      case MONTH -> "toInt64(toYear(%s)) * 12 + toMonth(%s) - 1".formatted(LOCAL_DATE, LOCAL_DATE);
    };
  }

  static void bind(
      @Nullable CalendarWindow size,
      Instant from,
      Instant to,
      ZoneId zone,
      SqlParameters parameters) {
    if (size == null || size == CalendarWindow.MINUTE) {
      return;
    }
    LocalTimeline timeline = LocalTimeline.of(from, to, zone);
    parameters.integers("segment_starts", timeline.starts());
    parameters.integers("segment_offsets", timeline.offsets());
    if (size != CalendarWindow.HOUR) {
      parameters.integers("segment_floors", timeline.floorDays());
    }
  }

  /** An instant in the window of that number: its first. */
  static Instant start(CalendarWindow size, long bucket, ZoneId zone) {
    return switch (size) {
      case MINUTE, HOUR -> Instant.ofEpochSecond(bucket);
      case DAY, WEEK -> LocalDate.ofEpochDay(bucket).atStartOfDay(zone).toInstant();
      case MONTH ->
          LocalDate.of(
                  Math.toIntExact(Math.floorDiv(bucket, MONTHS)),
                  Math.floorMod(bucket, MONTHS) + 1,
                  1)
              .atStartOfDay(zone)
              .toInstant();
    };
  }

  /** Number of the month that begins at an instant. */
  static long month(Instant monthStart, ZoneId zone) {
    return monthStart.atZone(zone).toLocalDate().getLong(ChronoField.PROLEPTIC_MONTH);
  }

  private static final String SECOND = "toInt64(toUnixTimestamp(window_start))";

  private static final String SEGMENT =
      "arrayCount(s -> s <= " + SECOND + ", {segment_starts:Array(Int64)})";

  private static final String LOCAL_SECOND =
      "(" + SECOND + " + {segment_offsets:Array(Int64)}[" + SEGMENT + "])";

  /** intDiv rounds towards zero; two days more keep it out of the negative. */
  private static final String LOCAL_DAY =
      "greatest(intDiv(%s + 172800, 86400) - 2, {segment_floors:Array(Int64)}[%s])"
          .formatted(LOCAL_SECOND, SEGMENT);

  private static final String LOCAL_DATE = "toDate32(toInt32(" + LOCAL_DAY + "))";
}

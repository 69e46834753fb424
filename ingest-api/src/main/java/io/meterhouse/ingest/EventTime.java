package io.meterhouse.ingest;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;

/**
 * Reads a time with its offset, as {@link OffsetDateTime#parse(CharSequence)} does. The form that
 * nearly every event has, {@code 2026-11-21T10:00:00.123Z}, is read by hand: the general way costs
 * more than the rest of an event's attributes.
 */
final class EventTime {

  private static final int DATE_CHARS = 10;
  private static final int SECONDS_END = 19;
  private static final int MAX_FRACTION_DIGITS = 9;
  private static final int SECONDS_A_DAY = 86_400;

  private EventTime() {}

  /**
   * @throws DateTimeException where the text is none
   */
  static Instant parse(String text) {
    return isUsual(text) ? usual(text) : OffsetDateTime.parse(text).toInstant();
  }

  /** Whether it has the usual form, and a time of the day that there is. */
  private static boolean isUsual(String text) {
    int last = text.length() - 1;
    return last >= SECONDS_END
        && text.charAt(last) == 'Z'
        && isFraction(text, last)
        && areDigits(text, 0, 4)
        && text.charAt(4) == '-'
        && areDigits(text, 5, 7)
        && text.charAt(7) == '-'
        && areDigits(text, 8, DATE_CHARS)
        && text.charAt(DATE_CHARS) == 'T'
        && isBelow(text, 11, 24)
        && text.charAt(13) == ':'
        && isBelow(text, 14, 60)
        && text.charAt(16) == ':'
        && isBelow(text, 17, 60);
  }

  private static boolean isFraction(String text, int end) {
    return end == SECONDS_END
        || (text.charAt(SECONDS_END) == '.'
            && end > SECONDS_END + 1
            && end <= SECONDS_END + 1 + MAX_FRACTION_DIGITS
            && areDigits(text, SECONDS_END + 1, end));
  }

  private static boolean isBelow(String text, int from, int bound) {
    return areDigits(text, from, from + 2) && number(text, from, from + 2) < bound;
  }

  private static boolean areDigits(String text, int from, int to) {
    for (int i = from; i < to; i++) {
      if (text.charAt(i) < '0' || text.charAt(i) > '9') {
        return false;
      }
    }
    return true;
  }

  private static Instant usual(String text) {
    long day =
        LocalDate.of(number(text, 0, 4), number(text, 5, 7), number(text, 8, DATE_CHARS))
            .toEpochDay();
    int second = (number(text, 11, 13) * 60 + number(text, 14, 16)) * 60 + number(text, 17, 19);
    return Instant.ofEpochSecond(day * SECONDS_A_DAY + second, nanos(text));
  }

  private static int nanos(String text) {
    int end = text.length() - 1;
    if (end == SECONDS_END) {
      return 0;
    }
    int nanos = number(text, SECONDS_END + 1, end);
    for (int digits = end - SECONDS_END - 1; digits < MAX_FRACTION_DIGITS; digits++) {
      nanos *= 10;
    }
    return nanos;
  }

  private static int number(String text, int from, int to) {
    int number = 0;
    for (int i = from; i < to; i++) {
      number = number * 10 + text.charAt(i) - '0';
    }
    return number;
  }
}

package io.meterhouse.kit.http;

import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.format.DateTimeParseException;

/** Reads times as clients write them; what is refused is told with what was expected. */
public final class TimeTexts {

  /** What every engine of ours can store, and RFC 3339 can write. */
  private static final Instant FIRST = Instant.parse("0001-01-01T00:00:00Z");

  private static final Instant END = Instant.parse("9999-12-31T00:00:00Z");

  private static final int LAST_YEAR = 9999;

  private TimeTexts() {}

  /**
   * A timestamp with its offset.
   *
   * @throws IllegalArgumentException saying what came and what was expected
   */
  public static Instant instant(String text) {
    try {
      Instant instant = OffsetDateTime.parse(text).toInstant();
      if (instant.isBefore(FIRST) || !instant.isBefore(END)) {
        throw new IllegalArgumentException(text + " (expected: a year from 0001 to 9999)");
      }
      return instant;
    } catch (DateTimeParseException e) {
      throw new IllegalArgumentException(
          text + " (expected: a timestamp such as 2026-11-21T10:00:00Z)", e);
    }
  }

  /**
   * A date.
   *
   * @throws IllegalArgumentException saying what came and what was expected
   */
  public static LocalDate date(String text) {
    try {
      LocalDate date = LocalDate.parse(text);
      if (date.getYear() < 1 || date.getYear() > LAST_YEAR) {
        throw new IllegalArgumentException(text + " (expected: a year from 0001 to 9999)");
      }
      return date;
    } catch (DateTimeParseException e) {
      throw new IllegalArgumentException(text + " (expected: a date such as 2026-11-21)", e);
    }
  }
}

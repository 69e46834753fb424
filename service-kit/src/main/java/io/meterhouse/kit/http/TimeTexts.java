package io.meterhouse.kit.http;

import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.format.DateTimeParseException;

/** Reads times as clients write them; what is refused is told with what was expected. */
public final class TimeTexts {

  private TimeTexts() {}

  /**
   * A timestamp with its offset.
   *
   * @throws IllegalArgumentException saying what came and what was expected
   */
  public static Instant instant(String text) {
    try {
      return OffsetDateTime.parse(text).toInstant();
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
      return LocalDate.parse(text);
    } catch (DateTimeParseException e) {
      throw new IllegalArgumentException(text + " (expected: a date such as 2026-11-21)", e);
    }
  }
}

package io.meterhouse.ratingengine.cycle;

import io.meterhouse.kit.http.TimeTexts;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;

/** A time as somebody wrote it. */
public sealed interface TimeInput {

  /** The time, on the clocks of that zone where it says none. */
  Instant in(ZoneId zone);

  /** Written with its offset. */
  record At(Instant instant) implements TimeInput {

    @Override
    public Instant in(ZoneId zone) {
      return instant;
    }
  }

  /** A date, which stands for its midnight. */
  record Midnight(LocalDate date) implements TimeInput {

    @Override
    public Instant in(ZoneId zone) {
      return date.atStartOfDay(zone).toInstant();
    }
  }

  /**
   * Reads a date such as 2026-11-21 or a timestamp such as 2026-11-21T10:00:00Z.
   *
   * @throws IllegalArgumentException saying what came and what was expected
   */
  static TimeInput parse(String text) {
    return text.length() == "2026-11-21".length()
        ? new Midnight(TimeTexts.date(text))
        : new At(TimeTexts.instant(text));
  }
}

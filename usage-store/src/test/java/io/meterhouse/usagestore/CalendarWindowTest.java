package io.meterhouse.usagestore;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.DayOfWeek;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CalendarWindowTest {

  /** Walks a clock on the wall, minute by minute, and notes when a window begins. */
  @ParameterizedTest
  @CsvSource({
    "Europe/Berlin,2026-03-27T23:00:00Z",
    "Europe/Berlin,2026-10-23T22:00:00Z",
    "America/Santiago,2026-04-03T03:00:00Z",
    "America/Santiago,2026-09-04T04:00:00Z",
    "Australia/Lord_Howe,2026-04-03T13:00:00Z",
    "Australia/Lord_Howe,2026-10-02T13:30:00Z",
    "Asia/Kolkata,2026-01-30T18:30:00Z",
    "America/St_Johns,2006-10-27T02:30:00Z",
    "America/St_Johns,2006-03-31T03:30:00Z",
    "Pacific/Apia,2011-12-28T10:00:00Z"
  })
  void shouldBeginWhereTheClockOnTheWallSaysSo(String zoneName, Instant begin) {
    ZoneId zone = ZoneId.of(zoneName);
    Walk walk = new Walk(begin, zone);
    for (int minute = 0; minute < 5 * 24 * 60; minute++) {
      Instant now = walk.now;
      for (CalendarWindow size : CalendarWindow.values()) {
        Instant began = walk.starts.get(size);
        if (began != null) {
          assertThat(size.start(now, zone)).as("%s of %s", size, now).isEqualTo(began);
        }
      }
      walk.tick();
    }
    assertThat(walk.ends).isNotEmpty().allSatisfy(end -> end.check(zone));
  }

  @Test
  void shouldGiveTheDayOfAClockChange23And25Hours() {
    ZoneId berlin = ZoneId.of("Europe/Berlin");
    assertThat(length(CalendarWindow.DAY, "2026-03-29T10:00:00Z", berlin)).hasHours(23);
    assertThat(length(CalendarWindow.DAY, "2026-10-25T10:00:00Z", berlin)).hasHours(25);
    assertThat(length(CalendarWindow.WEEK, "2026-10-25T10:00:00Z", berlin)).hasHours(169);
    assertThat(length(CalendarWindow.MONTH, "2026-10-25T10:00:00Z", berlin)).hasHours(745);
  }

  @Test
  void shouldBeginAWeekOnMonday() {
    ZoneId kolkata = ZoneId.of("Asia/Kolkata");
    Instant start = CalendarWindow.WEEK.start(Instant.parse("2026-11-22T18:29:59Z"), kolkata);
    assertThat(start.atZone(kolkata).toLocalDateTime())
        .isEqualTo(LocalDateTime.parse("2026-11-16T00:00:00"));
  }

  private static Duration length(CalendarWindow size, String time, ZoneId zone) {
    Instant at = Instant.parse(time);
    return Duration.between(size.start(at, zone), size.end(at, zone));
  }

  private record End(CalendarWindow size, Instant lastMinute, Instant expected) {
    void check(ZoneId zone) {
      assertThat(size.end(lastMinute, zone)).as("%s of %s", size, lastMinute).isEqualTo(expected);
    }
  }

  /** Knows nothing of rules and transitions: it looks at the clock and remembers. */
  private static final class Walk {
    final List<End> ends = new ArrayList<>();
    private final ZoneId zone;
    private final Map<CalendarWindow, Instant> starts = new EnumMap<>(CalendarWindow.class);
    private Instant now;
    private LocalDateTime shown;
    private LocalDateTime latest;

    Walk(Instant begin, ZoneId zone) {
      this.zone = zone;
      this.now = begin;
      this.shown = begin.atZone(zone).toLocalDateTime();
      this.latest = shown;
    }

    void tick() {
      Instant before = now;
      LocalDateTime shownBefore = shown;
      LocalDateTime latestBefore = latest;
      now = now.plusSeconds(60);
      shown = now.atZone(zone).toLocalDateTime();
      latest = shown.isAfter(latest) ? shown : latest;
      boolean jumped = !shown.equals(shownBefore.plusMinutes(1));
      boolean newDay = !latest.toLocalDate().equals(latestBefore.toLocalDate());
      begins(CalendarWindow.MINUTE, true, before);
      begins(CalendarWindow.HOUR, jumped || shown.getMinute() == 0, before);
      begins(CalendarWindow.DAY, newDay, before);
      boolean newWeek =
          newDay
              && !latest
                  .toLocalDate()
                  .with(DayOfWeek.MONDAY)
                  .equals(latestBefore.toLocalDate().with(DayOfWeek.MONDAY));
      begins(CalendarWindow.WEEK, newWeek, before);
      begins(CalendarWindow.MONTH, latest.getMonth() != latestBefore.getMonth(), before);
    }

    private void begins(CalendarWindow size, boolean begins, Instant before) {
      if (begins) {
        starts.put(size, now);
        ends.add(new End(size, before, now));
      }
    }
  }
}

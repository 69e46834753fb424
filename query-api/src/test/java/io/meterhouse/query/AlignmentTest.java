package io.meterhouse.query;

import static org.assertj.core.api.Assertions.assertThat;

import io.meterhouse.kit.http.error.Detail;
import io.meterhouse.metering.WindowSize;
import io.meterhouse.usagestore.CalendarWindow;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class AlignmentTest {

  private static final String NOVEMBER = "2026-11-01T00:00:00Z";
  private static final String DECEMBER = "2026-12-01T00:00:00Z";

  @Test
  void shouldTakeAPeriodOfWholeWindows() {
    assertThat(problems(WindowSize.DAY, NOVEMBER, DECEMBER, CalendarWindow.MONTH, "UTC")).isEmpty();
    assertThat(problems(WindowSize.MINUTE, NOVEMBER, DECEMBER, null, "UTC")).isEmpty();
  }

  @Test
  void shouldSayWhichEndCutsAWindow() {
    assertThat(
            problems(
                WindowSize.HOUR, "2026-11-01T00:30:00Z", "2026-11-01T02:00:00.001Z", null, "UTC"))
        .containsExactly(
            new Detail(
                "from",
                "2026-11-01T00:30:00Z (expected: the start of a UTC hour, as the meter keeps one"
                    + " value per hour)"),
            new Detail(
                "to",
                "2026-11-01T02:00:00.001Z (expected: the start of a UTC hour, as the meter keeps"
                    + " one value per hour)"));
  }

  @Test
  void shouldRefuseAPeriodThatIsEmptyOrBackwards() {
    assertThat(problems(WindowSize.MINUTE, NOVEMBER, NOVEMBER, null, "UTC"))
        .containsExactly(
            new Detail("to", "2026-11-01T00:00:00Z (expected: after from, 2026-11-01T00:00:00Z)"));
    assertThat(problems(WindowSize.MINUTE, DECEMBER, NOVEMBER, null, "UTC")).hasSize(1);
  }

  @Test
  void shouldRefuseWindowsFinerThanTheMeters() {
    assertThat(problems(WindowSize.HOUR, NOVEMBER, DECEMBER, CalendarWindow.MINUTE, "UTC"))
        .containsExactly(
            new Detail(
                "window_size",
                "MINUTE (expected: HOUR or coarser, as the meter keeps one value per hour)"));
  }

  @Test
  void shouldRefuseDaysThatBeginWithinAnHour() {
    assertThat(problems(WindowSize.HOUR, NOVEMBER, DECEMBER, CalendarWindow.DAY, "Asia/Kolkata"))
        .singleElement()
        .satisfies(
            problem -> {
              assertThat(problem.field()).isEqualTo("time_zone");
              assertThat(problem.reason()).contains("+05:30");
            });
    assertThat(problems(WindowSize.MINUTE, NOVEMBER, DECEMBER, CalendarWindow.DAY, "Asia/Kolkata"))
        .isEmpty();
  }

  @Test
  void shouldLookAtEveryOffsetOfThePeriod() {
    // Lord Howe is at +11 in its summer and at +10:30 in its winter.
    assertThat(
            problems(
                WindowSize.HOUR,
                "2026-11-01T00:00:00Z",
                "2027-03-01T00:00:00Z",
                CalendarWindow.DAY,
                "Australia/Lord_Howe"))
        .isEmpty();
    assertThat(
            problems(
                WindowSize.HOUR,
                "2026-11-01T00:00:00Z",
                "2027-05-01T00:00:00Z",
                CalendarWindow.DAY,
                "Australia/Lord_Howe"))
        .hasSize(1);
  }

  @Test
  void shouldNotMindTheZoneWhereThePeriodIsOneWindow() {
    assertThat(problems(WindowSize.DAY, NOVEMBER, DECEMBER, null, "Asia/Kolkata")).isEmpty();
  }

  private static List<Detail> problems(
      WindowSize stored, String from, String to, @Nullable CalendarWindow window, String zone) {
    return Alignment.problems(
        stored, Instant.parse(from), Instant.parse(to), window, ZoneId.of(zone));
  }
}

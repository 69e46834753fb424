package io.meterhouse.ratingengine.usage;

import static org.assertj.core.api.Assertions.assertThat;

import io.meterhouse.ratingengine.Facts;
import io.meterhouse.ratingengine.cycle.CycleBook;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import org.junit.jupiter.api.Test;

class DirtyUsageTest {

  private static final ZoneId BERLIN = ZoneId.of("Europe/Berlin");
  private static final ZoneId SANTIAGO = ZoneId.of("America/Santiago");

  @Test
  void shouldTouchTheMonthsOfTheZoneThatTheRangeReaches() {
    assertThat(starts("2026-10-31T22:00:00Z", "2026-10-31T22:59:00Z", BERLIN))
        .containsExactly("2026-09-30T22:00:00Z");
    assertThat(starts("2026-10-31T22:00:00Z", "2026-10-31T23:00:00Z", BERLIN))
        .containsExactly("2026-09-30T22:00:00Z", "2026-10-31T23:00:00Z");
    assertThat(starts("2026-10-31T22:00:00Z", "2026-10-31T23:00:00Z", ZoneOffset.UTC))
        .containsExactly("2026-10-01T00:00:00Z");
  }

  @Test
  void shouldTakeADayForThatDateOnTheTenantsCalendar() {
    DirtyUsage firstOfNovember = dirty("2026-11-01T00:00:00Z", "2026-11-01T00:00:00Z");
    assertThat(
            firstOfNovember.cells(new CycleBook(List.of()), SANTIAGO).getFirst().period().start())
        .isEqualTo("2026-10-01T03:00:00Z");
    assertThat(
            firstOfNovember
                .onCalendarOf(SANTIAGO)
                .cells(new CycleBook(List.of()), SANTIAGO)
                .getFirst()
                .period()
                .start())
        .isEqualTo("2026-11-01T03:00:00Z");
  }

  private static List<String> starts(String first, String last, ZoneId zone) {
    return dirty(first, last).cells(new CycleBook(List.of()), zone).stream()
        .map(cell -> cell.period().start().toString())
        .toList();
  }

  private static DirtyUsage dirty(String first, String last) {
    return new DirtyUsage(Facts.usage("a"), Instant.parse(first), Instant.parse(last));
  }
}

package io.meterhouse.rating.cycle;

import static org.assertj.core.api.Assertions.assertThat;

import io.meterhouse.rating.BillingPeriod;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class CycleCalendarTest {

  private static final ZoneId UTC = ZoneId.of("UTC");
  private static final List<CycleType> TYPES = List.of(CycleType.values());

  @Test
  void shouldTakeTheCycleThatCoversTheInstantWhateverItsType() {
    ScheduledCycle custom = cycle(CycleType.CUSTOM, "2026-11-05", "2026-11-20");
    CycleCalendar calendar = new CycleCalendar(List.of(custom), UTC);
    assertThat(calendar.at(at("2026-11-05")))
        .isEqualTo(new CycleCalendar.Place(custom, true, null));
    assertThat(calendar.at(at("2026-11-20")).exists()).isFalse();
  }

  @Test
  void shouldTakeTheCalendarMonthOfTheZoneWhereThereIsNothing() {
    CycleCalendar.Place place =
        new CycleCalendar(List.of(), ZoneId.of("Europe/Berlin"))
            .at(Instant.parse("2026-10-31T23:00:00Z"));
    assertThat(place.cycle().period())
        .isEqualTo(
            new BillingPeriod(
                Instant.parse("2026-10-31T23:00:00Z"), Instant.parse("2026-11-30T23:00:00Z")));
    assertThat(place.cycle().chain().type()).isEqualTo(CycleType.MONTHLY);
    assertThat(place.continues()).isNull();
  }

  @Test
  void shouldGoOnWithTheChainHoweverLongAgoItsLastCycleWas() {
    ScheduledCycle weekly = cycle(CycleType.WEEKLY, "2026-10-05", "2026-10-12");
    CycleCalendar calendar = new CycleCalendar(List.of(weekly), UTC);
    assertThat(opened(calendar, "2026-10-12")).isEqualTo(period("2026-10-12", "2026-10-19"));
    assertThat(opened(calendar, "2026-11-21")).isEqualTo(period("2026-11-16", "2026-11-23"));
    assertThat(calendar.at(at("2026-11-21")).continues()).isEqualTo(weekly);
  }

  @Test
  void shouldFallBackToMonthsAfterACustomCycleAndBeforeEverything() {
    CycleCalendar calendar =
        new CycleCalendar(List.of(cycle(CycleType.CUSTOM, "2026-11-05", "2026-11-20")), UTC);
    assertThat(opened(calendar, "2026-11-04")).isEqualTo(period("2026-11-01", "2026-11-05"));
    assertThat(opened(calendar, "2026-11-20")).isEqualTo(period("2026-11-20", "2026-12-01"));
    assertThat(opened(calendar, "2026-12-02")).isEqualTo(period("2026-12-01", "2027-01-01"));
  }

  @Test
  void shouldClipBetweenNeighbours() {
    CycleCalendar calendar =
        new CycleCalendar(
            List.of(
                cycle(CycleType.CUSTOM, "2026-11-10", "2026-11-12"),
                cycle(CycleType.MONTHLY, "2026-10-01", "2026-11-01"),
                cycle(CycleType.DAILY, "2026-11-20", "2026-11-21")),
            UTC);
    assertThat(opened(calendar, "2026-11-03")).isEqualTo(period("2026-11-01", "2026-11-10"));
    assertThat(opened(calendar, "2026-11-15")).isEqualTo(period("2026-11-12", "2026-11-20"));
    assertThat(opened(calendar, "2026-11-21")).isEqualTo(period("2026-11-21", "2026-11-22"));
  }

  @Test
  void shouldNeverOverlapWhateverIsThereAndWhereverUsageFalls() {
    Random random = new Random(6);
    for (int round = 0; round < 200; round++) {
      List<ScheduledCycle> cycles = new ArrayList<>();
      for (int i = 0; i < 20; i++) {
        Instant instant = at("2026-01-01").plusSeconds(random.nextInt(400) * 86_400L);
        CycleCalendar.Place place = new CycleCalendar(cycles, UTC).at(instant);
        assertThat(place.cycle().period().contains(instant)).isTrue();
        if (!place.exists()) {
          assertThat(cycles).noneMatch(other -> overlap(other.period(), place.cycle().period()));
          CycleType type = TYPES.get(random.nextInt(TYPES.size()));
          cycles.add(
              new ScheduledCycle(
                  place.cycle().period(),
                  CycleChain.from(type, place.cycle().period().start(), UTC)));
        }
      }
    }
  }

  private static boolean overlap(BillingPeriod one, BillingPeriod other) {
    return one.start().isBefore(other.end()) && other.start().isBefore(one.end());
  }

  private static BillingPeriod opened(CycleCalendar calendar, String date) {
    CycleCalendar.Place place = calendar.at(at(date));
    assertThat(place.exists()).isFalse();
    return place.cycle().period();
  }

  private static ScheduledCycle cycle(CycleType type, String start, String end) {
    return new ScheduledCycle(period(start, end), CycleChain.from(type, at(start), UTC));
  }

  private static BillingPeriod period(String start, String end) {
    return new BillingPeriod(at(start), at(end));
  }

  private static Instant at(String date) {
    return Instant.parse(date + "T00:00:00Z");
  }
}

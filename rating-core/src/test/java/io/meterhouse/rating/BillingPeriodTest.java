package io.meterhouse.rating;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.time.ZoneId;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BillingPeriodTest {

  @ParameterizedTest
  @CsvSource({
    "2026-11-21T10:00:00Z, UTC, 2026-11-01T00:00:00Z, 2026-12-01T00:00:00Z",
    "2026-11-01T00:00:00Z, UTC, 2026-11-01T00:00:00Z, 2026-12-01T00:00:00Z",
    "2026-10-31T23:59:59.999Z, UTC, 2026-10-01T00:00:00Z, 2026-11-01T00:00:00Z",
    "2026-10-31T23:30:00Z, Europe/Berlin, 2026-10-31T23:00:00Z, 2026-11-30T23:00:00Z",
    "2026-03-15T00:00:00Z, Europe/Berlin, 2026-02-28T23:00:00Z, 2026-03-31T22:00:00Z",
    "2026-04-02T00:00:00Z, Australia/Lord_Howe, 2026-03-31T13:00:00Z, 2026-04-30T13:30:00Z"
  })
  void shouldBeTheMonthOnTheZonesClocks(Instant instant, String zone, Instant start, Instant end) {
    BillingPeriod month = BillingPeriod.monthOf(instant, ZoneId.of(zone));
    assertThat(month).isEqualTo(new BillingPeriod(start, end));
    assertThat(month.contains(instant)).isTrue();
    assertThat(month.contains(start)).isTrue();
    assertThat(month.contains(end)).isFalse();
  }
}

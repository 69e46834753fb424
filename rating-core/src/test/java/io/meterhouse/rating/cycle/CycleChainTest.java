package io.meterhouse.rating.cycle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.meterhouse.rating.BillingPeriod;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CycleChainTest {

  @ParameterizedTest
  @CsvSource({
    // The 31st comes back after a February, leap or not.
    "MONTHLY, 2027-01-31T00:00, UTC, 2027-02-15T00:00:00Z, 2027-01-31T00:00:00Z, 2027-02-28T00:00:00Z",
    "MONTHLY, 2027-01-31T00:00, UTC, 2027-02-28T00:00:00Z, 2027-02-28T00:00:00Z, 2027-03-31T00:00:00Z",
    "MONTHLY, 2028-01-31T00:00, UTC, 2028-02-28T23:59:59Z, 2028-01-31T00:00:00Z, 2028-02-29T00:00:00Z",
    "MONTHLY, 2028-01-31T00:00, UTC, 2028-04-01T00:00:00Z, 2028-03-31T00:00:00Z, 2028-04-30T00:00:00Z",
    "MONTHLY, 2027-01-31T00:00, UTC, 2026-12-31T00:00:00Z, 2026-12-31T00:00:00Z, 2027-01-31T00:00:00Z",
    "QUARTERLY, 2026-11-30T00:00, UTC, 2027-02-28T00:00:00Z, 2027-02-28T00:00:00Z, 2027-05-30T00:00:00Z",
    "YEARLY, 2024-02-29T00:00, UTC, 2026-01-01T00:00:00Z, 2025-02-28T00:00:00Z, 2026-02-28T00:00:00Z",
    "YEARLY, 2024-02-29T00:00, UTC, 2028-02-28T00:00:00Z, 2027-02-28T00:00:00Z, 2028-02-29T00:00:00Z",
    "WEEKLY, 2026-11-02T00:00, Europe/Berlin, 2026-11-21T10:00:00Z, 2026-11-15T23:00:00Z, 2026-11-22T23:00:00Z",
    // A day of 23 hours and one of 25.
    "DAILY, 2026-01-01T00:00, Europe/Berlin, 2026-03-29T12:00:00Z, 2026-03-28T23:00:00Z, 2026-03-29T22:00:00Z",
    "DAILY, 2026-01-01T00:00, Europe/Berlin, 2026-10-25T12:00:00Z, 2026-10-24T22:00:00Z, 2026-10-25T23:00:00Z",
    // 02:30 is skipped one day, and comes twice another.
    "DAILY, 2026-01-01T02:30, Europe/Berlin, 2026-03-29T01:30:00Z, 2026-03-29T01:30:00Z, 2026-03-30T00:30:00Z",
    "DAILY, 2026-01-01T02:30, Europe/Berlin, 2026-10-25T00:30:00Z, 2026-10-25T00:30:00Z, 2026-10-26T01:30:00Z",
    // Samoa had no 30 December 2011.
    "DAILY, 2011-12-01T00:00, Pacific/Apia, 2011-12-30T10:00:00Z, 2011-12-30T10:00:00Z, 2011-12-31T10:00:00Z"
  })
  void shouldCountFromTheAnchorOnTheClocksOfTheZone(
      CycleType type, LocalDateTime anchor, String zone, Instant at, Instant start, Instant end) {
    assertThat(new CycleChain(type, anchor, ZoneId.of(zone)).containing(at))
        .isEqualTo(new BillingPeriod(start, end));
  }

  @Test
  void shouldSayThatACustomCycleIsFollowedByNone() {
    CycleChain custom =
        CycleChain.from(CycleType.CUSTOM, Instant.EPOCH, ZoneId.of("Europe/Berlin"));
    assertThat(custom.begin()).isEqualTo(Instant.EPOCH);
    assertThatThrownBy(() -> custom.containing(Instant.EPOCH))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("type: CUSTOM (expected: one that recurs)");
  }

  @Test
  void shouldReadTypesAsTheyAreWritten() {
    for (CycleType type : CycleType.values()) {
      assertThat(CycleType.ofWireName(type.wireName())).contains(type);
    }
    assertThat(CycleType.ofWireName("hourly")).isEmpty();
  }
}

package io.meterhouse.benchmarks.backfill;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class BackfillPlanTest {

  @Test
  void shouldRefuseAPlanThatMeasuresNothingOrMoreThanThereIsRoomFor() {
    assertRefused(99, 1, 1, 1, 0, "events: 99 (expected: 100 to 50000000)");
    assertRefused(50_000_001, 1, 1, 1, 0, "events: 50000001 (expected: 100 to 50000000)");
    assertRefused(100, 0, 1, 1, 0, "tenants: 0 (expected: 1 to 1000000)");
    assertRefused(100, 1, 0, 1, 0, "days: 0 (expected: 1 to 100)");
    assertRefused(100, 1, 101, 1, 0, "days: 101 (expected: 1 to 100)");
    assertRefused(100, 1, 1, 0, 0, "rounds: 0 (expected: 1 or more)");
    assertRefused(100, 1, 1, 1, 7, "warm-up: 7 (expected: 0, or 100 events or more)");
  }

  @Test
  void shouldRefuseTooFewOrTooManyOfNow() {
    for (long live : new long[] {99, 50_000_001}) {
      assertThatThrownBy(() -> new BackfillPlan(100, live, 1, 1, 1, 0))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessage("live: " + live + " (expected: 100 to 50000000)");
    }
  }

  @Test
  void shouldWarmUpWithTheSameOfFewerEvents() {
    assertThat(new BackfillPlan(5_000, 900, 20, 3, 4, 700).forWarmUp())
        .isEqualTo(new BackfillPlan(700, 700, 20, 3, 1, 700));
  }

  private static void assertRefused(
      long events, int tenants, int days, int rounds, long warmUp, String reason) {
    assertThatThrownBy(() -> new BackfillPlan(events, 100, tenants, days, rounds, warmUp))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(reason);
  }
}

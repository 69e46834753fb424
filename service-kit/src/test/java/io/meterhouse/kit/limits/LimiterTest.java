package io.meterhouse.kit.limits;

import static org.assertj.core.api.Assertions.assertThat;

import io.meterhouse.kit.config.Rate;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class LimiterTest {

  private final HandMovedClock clock = new HandMovedClock(Instant.parse("2026-11-21T10:00:00Z"));
  private final Limiter limiter = new Limiter(new MemoryBuckets(clock, 100));

  private final Limit token = new Limit("token", "requests", "key-1", new Rate(60, 5));
  private final Limit tenant = new Limit("tenant", "requests", "TEN-1", new Rate(60, 2));
  private final Limit off = new Limit("pricing", "requests", "key-1", Rate.OFF);

  @Test
  void shouldShowTheLimitThatLeavesLeast() {
    Limiter.Outcome outcome = charge(token, off, tenant);

    assertThat(outcome.refusal()).isEmpty();
    assertThat(outcome.standings()).extracting(Standing::limit).containsExactly(token, tenant);
    assertThat(outcome.tightest()).get().returns(tenant, Standing::limit);
  }

  @Test
  void shouldGiveBackToOneLimitWhatAnotherRefused() {
    charge(token, tenant);
    charge(token, tenant);
    for (int i = 0; i < 10; i++) {
      assertThat(charge(token, tenant).refusal()).get().returns(tenant, Standing::limit);
    }

    assertThat(charge(token).tightest()).get().returns(2L, Standing::remaining);
  }

  @Test
  void shouldLimitNothingWhereAllIsOff() {
    assertThat(charge(off)).isEqualTo(new Limiter.Outcome(List.of()));
  }

  private Limiter.Outcome charge(Limit... limits) {
    return limiter.charge(List.of(limits).stream().map(limit -> new Charge(limit, 1)).toList());
  }
}

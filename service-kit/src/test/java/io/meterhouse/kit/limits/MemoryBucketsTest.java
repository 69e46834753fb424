package io.meterhouse.kit.limits;

import static org.assertj.core.api.Assertions.assertThat;

import io.meterhouse.kit.config.Rate;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class MemoryBucketsTest {

  private final HandMovedClock clock = new HandMovedClock(Instant.parse("2026-11-21T10:00:00Z"));
  private final MemoryBuckets buckets = new MemoryBuckets(clock, 100);

  @Test
  void shouldTakeTheBurstAtOnceAndThenWhatTheMinuteGives() {
    Limit limit = limit("one", new Rate(60, 3));
    for (int i = 2; i >= 0; i--) {
      assertThat(take(limit, 1))
          .returns(true, Standing::isTaken)
          .returns((long) i, Standing::remaining);
    }
    assertThat(take(limit, 1))
        .isEqualTo(new Standing(limit, false, 0, Duration.ofSeconds(1), Duration.ofSeconds(3)));

    clock.move(Duration.ofMillis(999));
    assertThat(take(limit, 1).isTaken()).isFalse();
    clock.move(Duration.ofMillis(1));
    assertThat(take(limit, 1).isTaken()).isTrue();
    assertThat(take(limit, 1).isTaken()).isFalse();
  }

  @Test
  void shouldNeverSaveUpMoreThanTheBurst() {
    Limit limit = limit("one", new Rate(60, 3));
    take(limit, 1);
    clock.move(Duration.ofMinutes(5));
    assertThat(take(limit, 1).remaining()).isEqualTo(2);
  }

  @Test
  void shouldTakeAChargeAboveTheBurstFromAFullCounterThatOwesTheRest() {
    Limit limit = limit("one", new Rate(60, 10));
    assertThat(take(limit, 70)).returns(true, Standing::isTaken).returns(0L, Standing::remaining);

    clock.move(Duration.ofSeconds(60));
    assertThat(take(limit, 1)).returns(false, Standing::isTaken);
    clock.move(Duration.ofSeconds(1));
    assertThat(take(limit, 1).isTaken()).isTrue();
    assertThat(take(limit, 70).isTaken()).isFalse();
  }

  @Test
  void shouldCountCallersAndRatesApart() {
    Limit one = limit("one", new Rate(60, 1));
    assertThat(take(one, 1).isTaken()).isTrue();
    assertThat(take(limit("other", new Rate(60, 1)), 1).isTaken()).isTrue();
    assertThat(take(limit("one", new Rate(60, 2)), 1).isTaken()).isTrue();
    assertThat(take(one, 1).isTaken()).isFalse();
  }

  @Test
  void shouldTakeTheLargestRateThatCanBeSet() {
    Limit limit = limit("one", new Rate(Rate.LARGEST, Rate.LARGEST));
    assertThat(take(limit, Rate.LARGEST).isTaken()).isTrue();
    clock.move(Duration.ofMinutes(1));
    assertThat(take(limit, Rate.LARGEST).isTaken()).isTrue();
  }

  @Test
  void shouldUseNothingByLooking() {
    Limit limit = limit("one", new Rate(60, 1));
    assertThat(buckets.look(limit).isTaken()).isTrue();
    assertThat(buckets.look(limit).isTaken()).isTrue();
    take(limit, 1);
    assertThat(buckets.look(limit))
        .returns(false, Standing::isTaken)
        .returns(Duration.ofSeconds(1), Standing::untilRetry);
  }

  @Test
  void shouldKeepNoMoreCountersThanToldInAFloodOfCallers() {
    for (int i = 0; i < 10_000; i++) {
      take(limit("caller-" + i, new Rate(60, 1)), 1);
    }
    assertThat(buckets.size()).isLessThanOrEqualTo(100);
  }

  private Standing take(Limit limit, long amount) {
    return buckets.take(new Charge(limit, amount));
  }

  private static Limit limit(String subject, Rate rate) {
    return new Limit("token", "requests", subject, rate);
  }
}

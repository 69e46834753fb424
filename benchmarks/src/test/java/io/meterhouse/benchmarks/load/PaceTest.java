package io.meterhouse.benchmarks.load;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.OptionalLong;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class PaceTest {

  @Test
  void shouldSpreadRequestsEvenly() {
    Schedule schedule = Schedule.of(4, Duration.ofSeconds(2));

    assertThat(schedule).isEqualTo(new Schedule(8, Duration.ofSeconds(2)));
    assertThat(LongStream.range(0, 8).map(schedule::dueNanos))
        .containsExactly(
            0L,
            250_000_000L,
            500_000_000L,
            750_000_000L,
            1_000_000_000L,
            1_250_000_000L,
            1_500_000_000L,
            1_750_000_000L);
  }

  @Test
  void shouldKeepItsScheduleThroughALongRunAtAHighRate() {
    Schedule day = Schedule.of(1_000_000, Duration.ofDays(1));

    assertThat(day.requests()).isEqualTo(86_400_000_000L);
    assertThat(day.dueNanos(86_399_000_000L)).isEqualTo(86_399_000_000_000L);
  }

  @Test
  void shouldSendAtLeastOneRequest() {
    assertThat(Schedule.of(0.1, Duration.ofMillis(10)).requests()).isEqualTo(1);
    assertThatThrownBy(() -> new Schedule(1, Duration.ZERO)).hasMessageContaining("expected");
  }

  @Test
  void shouldCountALateTurnFromWhenItWasDue() {
    Pace pace = Pace.scheduled(new Schedule(3, Duration.ofMillis(3)));
    long longAgo = System.nanoTime() - Duration.ofMinutes(1).toNanos();

    assertThat(pace.awaitTurn(longAgo)).isEqualTo(OptionalLong.of(0));
    assertThat(pace.awaitTurn(longAgo)).isEqualTo(OptionalLong.of(1_000_000));
    assertThat(pace.awaitTurn(longAgo)).isEqualTo(OptionalLong.of(2_000_000));
    assertThat(pace.awaitTurn(longAgo)).isEmpty();
  }

  @Test
  void shouldNotSendBeforeItIsDue() {
    Pace pace = Pace.scheduled(new Schedule(2, Duration.ofMillis(20)));
    long start = System.nanoTime();

    assertThat(pace.awaitTurn(start)).isEqualTo(OptionalLong.of(0));
    assertThat(pace.awaitTurn(start)).isEqualTo(OptionalLong.of(10_000_000));
    assertThat(System.nanoTime() - start).isGreaterThanOrEqualTo(10_000_000);
  }

  @Test
  void shouldEndAClosedLoopWhenItsTimeIsOver() {
    Pace pace = Pace.asFastAsAnswered(Duration.ofMinutes(1));

    assertThat(pace.awaitTurn(System.nanoTime())).isPresent();
    assertThat(pace.awaitTurn(System.nanoTime() - Duration.ofMinutes(2).toNanos())).isEmpty();
  }
}

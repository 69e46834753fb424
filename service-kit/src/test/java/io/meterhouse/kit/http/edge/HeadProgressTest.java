package io.meterhouse.kit.http.edge;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class HeadProgressTest {

  private final HeadProgress progress = new HeadProgress(1_000);

  @Test
  void shouldCountFromTheBeginningUntilTheFirstRequest() {
    assertThat(look(0, 0, 0, 1_500)).isEqualTo(500);
    assertThat(look(0, 0, 10, 3_000)).isEqualTo(2_000);
  }

  @Test
  void shouldNotCountWhileARequestIsAnswered() {
    assertThat(look(1, 0, 100, 5_000)).isZero();
    assertThat(look(1, 0, 900, 90_000)).isZero();
  }

  @Test
  void shouldNotCountAPauseBetweenRequests() {
    look(1, 0, 100, 5_000);
    assertThat(look(1, 1, 100, 6_000)).isZero();
    assertThat(look(1, 1, 100, 90_000)).isZero();
  }

  @Test
  void shouldCountFromWhenTheNextHeadBeganHoweverMuchOfItComes() {
    look(1, 1, 100, 5_000);
    assertThat(look(1, 1, 101, 6_000)).isZero();
    assertThat(look(1, 1, 102, 7_000)).isEqualTo(1_000);
    assertThat(look(1, 1, 103, 9_000)).isEqualTo(3_000);
    assertThat(look(2, 2, 120, 9_500)).isZero();
    assertThat(look(2, 2, 121, 10_000)).isZero();
    assertThat(look(2, 2, 122, 10_400)).isEqualTo(400);
  }

  private long look(long requests, long answers, long bytes, long nowNanos) {
    return progress.nanosUnderWay(new HeadProgress.Counts(requests, answers, bytes), nowNanos);
  }
}

package io.meterhouse.benchmarks.aggregate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class SteadinessTest {

  private final Steadiness steadiness = new Steadiness();

  @Test
  void shouldBeOneWhereTheRateStaysTheSame() {
    for (int second = 0; second <= 20; second++) {
      steadiness.look(second, 1_000L * second);
    }

    assertThat(steadiness.lastToFirst()).isCloseTo(1, within(0.001));
  }

  @Test
  void shouldBeLowWhereTheEndIsSlow() {
    steadiness.look(100, 0);
    steadiness.look(110, 100);
    steadiness.look(150, 900);
    steadiness.look(190, 1_000);

    assertThat(steadiness.lastToFirst()).isCloseTo(0.25, within(0.001));
  }

  @Test
  void shouldReadBetweenTheLooksWhereTheyAreFew() {
    steadiness.look(0, 0);
    steadiness.look(50, 0);
    steadiness.look(60, 500);
    steadiness.look(80, 1_000);

    // The first tenth waits for 50 and then takes 2, the last one takes 4.
    assertThat(steadiness.lastToFirst()).isCloseTo(52.0 / 4, within(0.001));
  }
}

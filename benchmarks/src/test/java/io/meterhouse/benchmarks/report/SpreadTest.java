package io.meterhouse.benchmarks.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;

class SpreadTest {

  @Test
  void shouldTakeTheRoundInTheMiddle() {
    assertThat(Spread.of(List.of(0.9, 0.1, 0.5))).isEqualTo(new Spread(0.5, 0.1, 0.9));
    assertThat(Spread.of(List.of(0.7))).isEqualTo(new Spread(0.7, 0.7, 0.7));
  }

  @Test
  void shouldTakeWhatLiesBetweenTheTwoInTheMiddle() {
    assertThat(Spread.of(List.of(4.0, 1.0, 2.0, 3.0))).isEqualTo(new Spread(2.5, 1.0, 4.0));
  }

  @Test
  void shouldRefuseARunWithoutRounds() {
    assertThatThrownBy(() -> Spread.of(List.of())).hasMessageContaining("expected: at least one");
  }
}

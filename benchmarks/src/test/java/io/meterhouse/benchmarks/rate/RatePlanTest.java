package io.meterhouse.benchmarks.rate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.HashSet;
import java.util.List;
import org.junit.jupiter.api.Test;

class RatePlanTest {

  @Test
  void shouldRefuseAPlanThatMeasuresNothing() {
    assertRefused(0, 1, 1, 1, "pairs: 0 (expected: 1 to 250000)");
    assertRefused(10, 11, 1, 1, "tenants: 11 (expected: 1 to the number of pairs)");
    assertRefused(10, 1, -1, 1, "seconds: -1.0 (expected: 0 to 60)");
    assertRefused(10, 1, 1, 0, "rounds: 0 (expected: 1 or more)");
  }

  @Test
  void shouldGiveEverySubjectAllMetersAndNoPairTwice() {
    List<Pair> pairs = Pairs.of(new RatePlan(1_000, 20, 0, 1));

    assertThat(new HashSet<>(pairs.stream().map(Pair::key).toList())).hasSize(1_000);
    assertThat(pairs.stream().map(Pair::tenant).distinct()).hasSize(20);
    assertThat(pairs.stream().filter(pair -> pair.meter() == 0)).hasSize(200);
  }

  private static void assertRefused(
      int pairs, int tenants, double seconds, int rounds, String reason) {
    assertThatThrownBy(() -> new RatePlan(pairs, tenants, seconds, rounds))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(reason);
  }
}

package io.meterhouse.kit.telemetry;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class LabelLimitTest {

  @Test
  void shouldKeepTheFirstAndCallAllOthersOther() {
    LabelLimit limit = new LabelLimit(2);
    assertThat(List.of("b", "a", "b", "c", "a", "d").stream().map(limit::of))
        .containsExactly("b", "a", "b", "other", "a", "other");
  }

  @Test
  void shouldNotCountTheAbsentAsAValue() {
    LabelLimit limit = new LabelLimit(1);
    assertThat(limit.of(null)).isEqualTo("none");
    assertThat(limit.of("")).isEqualTo("none");
    assertThat(limit.of("a")).isEqualTo("a");
    assertThat(new LabelLimit(0).of("a")).isEqualTo("other");
  }

  @Test
  void shouldHoldTheLimitAgainstManyAtOnce() {
    LabelLimit limit = new LabelLimit(10);
    assertThat(
            IntStream.range(0, 10_000)
                .parallel()
                .mapToObj(i -> limit.of("t" + i % 1_000))
                .filter(label -> !label.equals("other"))
                .distinct()
                .count())
        .isBetween(1L, 10L);
  }
}

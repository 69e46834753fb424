package io.meterhouse.allinone.demo;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import org.junit.jupiter.api.Test;

class LlmWorkloadTest {

  private static final Instant END = Instant.parse("2026-11-21T10:00:00Z");

  @Test
  void shouldMakeTheSameWorkloadFromTheSameSeed() {
    assertThat(LlmWorkload.of(7, 1_000, END)).isEqualTo(LlmWorkload.of(7, 1_000, END));
    assertThat(LlmWorkload.of(8, 1_000, END)).isNotEqualTo(LlmWorkload.of(7, 1_000, END));
  }

  @Test
  void shouldMakeTheRequestsAskedForAndRepeatSomeOfThemUnchanged() {
    Workload workload = LlmWorkload.of(7, 5_000, END);

    assertThat(new HashSet<>(workload.lines())).hasSize(5_000);
    assertThat(workload.lines().stream().map(UsageLine::id).distinct()).hasSize(5_000);
    assertThat(workload.lines()).hasSizeBetween(5_010, 5_150);
  }

  @Test
  void shouldSpreadTheRequestsOverTheDayBeforeItsEnd() {
    assertThat(LlmWorkload.of(7, 1_000, END).lines())
        .allSatisfy(
            line -> assertThat(line.time()).isBetween(END.minus(Duration.ofHours(24)), END));
  }
}

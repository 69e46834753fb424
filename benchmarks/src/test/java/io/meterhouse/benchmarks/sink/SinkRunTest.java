package io.meterhouse.benchmarks.sink;

import static org.assertj.core.api.Assertions.assertThat;

import io.meterhouse.benchmarks.report.Cost;
import io.meterhouse.benchmarks.report.Phase;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class SinkRunTest {

  @Test
  void shouldLeaveOutTheLastInsertWhichWaitsInVainForMoreRows() {
    SinkRun run =
        new SinkRun(List.of(mark(10, 1), mark(20, 3), mark(30, 6), mark(99, 7)), List.of(5, 4, 2));

    assertThat(run.phase("sink", 1))
        .isEqualTo(new Phase("sink", 1, 2, 9, Duration.ofSeconds(20), null, cost(5)));
  }

  @Test
  void shouldCountAnInsertThatIsTheOnlyOne() {
    SinkRun run = new SinkRun(List.of(mark(10, 1), mark(20, 3)), List.of(5));

    assertThat(run.phase("sink", 1))
        .isEqualTo(new Phase("sink", 1, 1, 5, Duration.ofSeconds(10), null, cost(2)));
  }

  private static WatchedProgress.Mark mark(int seconds, int used) {
    return new WatchedProgress.Mark(Duration.ofSeconds(seconds).toNanos(), cost(used));
  }

  private static Cost cost(int used) {
    Duration cpu = Duration.ofSeconds(used);
    return new Cost(used, cpu, cpu, cpu);
  }
}

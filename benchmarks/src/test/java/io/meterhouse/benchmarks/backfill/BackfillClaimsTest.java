package io.meterhouse.benchmarks.backfill;

import static org.assertj.core.api.Assertions.assertThat;

import io.meterhouse.benchmarks.report.Claim;
import io.meterhouse.benchmarks.report.Cost;
import io.meterhouse.benchmarks.report.Phase;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class BackfillClaimsTest {

  @Test
  void shouldSetEachBackfillAgainstTheLiveUsageOfItsRound() {
    // The machine is half as fast in the second round, and a ratio does not see it.
    assertThat(told(round(1, 20), round(2, 40)))
        .containsExactly(
            "rate of a backfill / live 0.5 met",
            "CPU of an event, backfill / live 2.0 ",
            "backfill, stretches asked for 60.0 ",
            "backfill, raw events folded / events 1.5 ",
            "backfill, windows published / windows 1.25 ",
            "backfill, rows read by ClickHouse / events 30.0 ");
  }

  @Test
  void shouldMissTheTargetBelowAThird() {
    assertThat(told(round(1, 29))).first().asString().endsWith("met");
    assertThat(told(round(1, 31))).first().asString().endsWith("MISSED");
  }

  private static List<String> told(BackfillFigures... rounds) {
    return BackfillClaims.of(List.of(rounds)).stream().map(BackfillClaimsTest::told).toList();
  }

  private static String told(Claim claim) {
    return claim.name() + " " + claim.spread().median() + " " + claim.verdict();
  }

  private static BackfillFigures round(int round, int seconds) {
    return new BackfillFigures(
        phase(Lane.LIVE, round, round * 10),
        phase(Lane.BACKFILL, round, seconds),
        1_000,
        new Cold(60, 1_500, 3_750),
        3_000,
        30_000);
  }

  /** Busy on one core all the time. */
  private static Phase phase(Lane lane, int round, int seconds) {
    Duration elapsed = Duration.ofSeconds(seconds);
    return new Phase(
        lane.phase(),
        round,
        0,
        1_010,
        elapsed,
        null,
        new Cost(0, Duration.ZERO, Duration.ZERO, elapsed));
  }
}

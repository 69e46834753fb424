package io.meterhouse.benchmarks.aggregate;

import static org.assertj.core.api.Assertions.assertThat;

import io.meterhouse.benchmarks.report.Claim;
import io.meterhouse.benchmarks.report.Cost;
import io.meterhouse.benchmarks.report.Phase;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class AggregateClaimsTest {

  @Test
  void shouldSetEachTrialAgainstTheLoopOfTheSameRound() {
    List<Phase> phases = new ArrayList<>();
    List<JobFigures> figures = new ArrayList<>();
    List<Trial.Beside> beside = new ArrayList<>();
    // The machine is half as fast in the second round, and a ratio does not see it.
    for (int round = 1; round <= 2; round++) {
      long speed = round == 1 ? 2 : 1;
      phases.add(phase(AggregatePhases.loop(1), round, 1_000 * speed, 10));
      phases.add(phase(AggregatePhases.job(1), round, 500 * speed, 40));
      figures.add(figures(1));
      phases.add(phase(AggregatePhases.loop(100_000), round, 1_000 * speed, 10));
      phases.add(phase(AggregatePhases.job(100_000), round, 400 * speed, 60));
      figures.add(figures(100_000));
      phases.add(phase(AggregatePhases.smaller(100_000), round, 250 * speed, 48));
      Phase beside5000 = phase(AggregatePhases.beside(100_000, 5_000), round, 300 * speed, 90);
      phases.add(beside5000);
      beside.add(new Trial.Beside(beside5000, figures(100_000), Duration.ofSeconds(7)));
    }
    AggregatePlan plan = new AggregatePlan(1_000, List.of(1, 100_000), 2, 0, 5_000);

    List<Claim> claims =
        AggregateClaims.of(plan, new AggregateBenchmark.Result(phases, figures, beside));

    assertThat(claims.stream().map(AggregateClaimsTest::told))
        .startsWith(
            "1 tenant, deduplicate + aggregate / bare loop 0.5 met",
            "100,000 tenants, deduplicate + aggregate / bare loop 0.4 MISSED",
            "1 tenant, CPU of an event / bare loop's 4.0 ",
            "100,000 tenants, CPU of an event / bare loop's 6.0 ",
            "100,000 tenants, CPU of an event of 1,000 / of 250 1.25 ",
            "rate with 100,000 tenants / with 1 tenant 0.8 ")
        .contains(
            "1 tenant, state of a million identities MB 150.0 ",
            "100,000 tenants, of that the identities themselves MB 60.0 ",
            "1 tenant, start with its state s 2.0 ",
            "1 tenant, start without, restored from the log s 5.0 ",
            "1 tenant, restoring a million identities s 1.5 ")
        .endsWith(
            "CPU of an event beside 5,000 identities / without 1.5 ",
            "rate beside 5,000 identities / without 0.75 ",
            "beside 5,000 identities, state of a million MB 150.0 ",
            "beside 5,000 identities, start with the state s 2.0 ",
            "beside 5,000 identities, restored from the log s 5.0 ",
            "beside 5,000 identities, from then until the engines were quiet s 7.0 ")
        .hasSize(6 + 5 * 2 + 6);
  }

  @Test
  void shouldNotCountARestoreAsLessThanNothing() {
    JobFigures figures =
        new JobFigures(1, 1_000, 1, 1, Duration.ofSeconds(3), Duration.ofSeconds(2));

    assertThat(figures.restoreSecondsPerMillion()).isZero();
  }

  private static String told(Claim claim) {
    String unit = claim.unit().isEmpty() ? "" : claim.unit() + " ";
    return claim.name() + " " + unit + claim.spread().median() + " " + claim.verdict();
  }

  private static JobFigures figures(int tenants) {
    return new JobFigures(
        tenants, 2_000_000, 300_000_000, 120_000_000, Duration.ofSeconds(2), Duration.ofSeconds(5));
  }

  private static Phase phase(String name, int round, long events, int cpuMillis) {
    Duration cpu = Duration.ofNanos(events * cpuMillis * 1_000L / 2);
    return new Phase(
        name, round, 0, events, Duration.ofSeconds(1), null, new Cost(1, Duration.ZERO, cpu, cpu));
  }
}

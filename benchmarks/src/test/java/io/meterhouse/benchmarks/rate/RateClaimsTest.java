package io.meterhouse.benchmarks.rate;

import static org.assertj.core.api.Assertions.assertThat;

import io.meterhouse.benchmarks.report.Claim;
import io.meterhouse.benchmarks.report.Cost;
import io.meterhouse.benchmarks.report.Latency;
import io.meterhouse.benchmarks.report.Phase;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.jspecify.annotations.Nullable;

class RateClaimsTest {

  @Test
  void shouldHoldTheSlowestModelOfEachRoundToTheTarget() {
    assertThat(told(RatePlan.TARGET_PAIRS))
        .startsWith(
            // 1 and 0.5 million in the two rounds, of a machine that is half as fast in the second.
            "slowest model, evaluations M/s 0.75 MISSED",
            "median of the models, evaluations M/s 3.0 met",
            "slowest model / multiply and round 0.05 ",
            "median of the models / multiply and round 0.2 ",
            "all models in turn, evaluations M/s 1.5 ",
            "item, one price, evaluations M/s 1.5 ",
            "item, two rules, evaluations M/s 1.5 ");
  }

  @Test
  void shouldSetRatingAgainstTheSameSumsAndItems() {
    assertThat(told(RatePlan.TARGET_PAIRS))
        .contains(
            "100,000 dirty pairs, rated s 37.5 met",
            "100,000 dirty pairs, rated and announced s 40.0 ",
            "100,000 dirty pairs, rated again and nothing changed s 15.0 ",
            "pairs rated / read and inserted 0.5 ",
            "CPU of a pair rated / read and inserted 2.0 ",
            "pairs rated again / rated first 2.5 ",
            "running cost, changes 1/s 500.0 ",
            "running cost, p50 ms 400.0 ",
            "running cost, p99 ms 900.0 met",
            "running cost, max ms 1500.0 ")
        .hasSize(17);
  }

  @Test
  void shouldPromiseNothingOfFewerPairs() {
    assertThat(told(99_999)).contains("99,999 dirty pairs, rated s 37.5 ");
  }

  private static List<String> told(int pairs) {
    RatePlan plan = new RatePlan(pairs, 10, 1, 2);
    List<Phase> evaluations = new ArrayList<>();
    List<RateFigures.Round> rounds = new ArrayList<>();
    for (int round = 1; round <= 2; round++) {
      double speed = round == 1 ? 1 : 0.5;
      evaluations.addAll(evaluations(round, speed));
      rounds.add(new RateFigures.Round(stores(round, speed), 40, 500));
    }
    return RateClaims.of(plan, new RateFigures(evaluations, rounds)).stream()
        .map(RateClaimsTest::told)
        .toList();
  }

  private static List<Phase> evaluations(int round, double speed) {
    List<Phase> phases = new ArrayList<>();
    phases.add(phase(EvaluationRun.BASELINE, round, 20_000_000 * speed, 1, null));
    for (PricedModel model : PricedModel.values()) {
      double each = model == PricedModel.HYBRID ? 1_000_000 : 4_000_000;
      phases.add(phase(EvaluationRun.row(model), round, each * speed, 1, null));
    }
    phases.add(phase(EvaluationRun.MIX, round, 2_000_000 * speed, 1, null));
    for (PricedCell cell : PricedCell.values()) {
      phases.add(phase(cell.title(), round, 2_000_000 * speed, 1, null));
    }
    return phases;
  }

  private static List<Phase> stores(int round, double speed) {
    Latency latency = new Latency(400, 900, 1_200, 1_500);
    return List.of(
        phase(RatePhases.RATING, round, 100_000, 25 / speed, null),
        phase(RatePhases.AGAIN, round, 100_000, 10 / speed, null),
        phase(RatePhases.PLAIN, round, 100_000, 12.5 / speed, null),
        phase(RatePhases.RUNNING, round, 10_000, 20, latency));
  }

  /** Busy on one core all the time. */
  private static Phase phase(
      String name, int round, double events, double seconds, @Nullable Latency latency) {
    Duration elapsed = Duration.ofMillis(Math.round(seconds * 1_000));
    return new Phase(
        name,
        round,
        0,
        Math.round(events),
        elapsed,
        latency,
        new Cost(0, Duration.ZERO, Duration.ZERO, elapsed));
  }

  private static String told(Claim claim) {
    String unit = claim.unit().isEmpty() ? "" : claim.unit() + " ";
    return claim.name() + " " + unit + claim.spread().median() + " " + claim.verdict();
  }
}

package io.meterhouse.benchmarks.rate;

import io.meterhouse.benchmarks.report.Phase;
import io.meterhouse.benchmarks.server.Profiler;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/** Runs a plan, round by round. */
final class RateBenchmark {

  /** For the record only: what the profile is of counts for nothing. */
  private static final int NO_ROUND = 0;

  private final RatePlan plan;
  private final InstantSource clock;
  private final Consumer<String> progress;

  RateBenchmark(RatePlan plan, InstantSource clock, Consumer<String> progress) {
    this.plan = plan;
    this.clock = clock;
    this.progress = progress;
  }

  /**
   * By themselves, before any engine runs.
   *
   * @param folder for what JMH says
   */
  List<Phase> evaluations(Path folder) {
    List<Phase> phases = new ArrayList<>();
    for (int round = 1; round <= plan.rounds(); round++) {
      progress.accept("evaluations, round %d of %d".formatted(round, plan.rounds()));
      List<Phase> evaluated =
          EvaluationRun.of(plan, round, folder.resolve("jmh-" + round + ".log"));
      evaluated.forEach(this::tell);
      phases.addAll(evaluated);
    }
    return phases;
  }

  List<RateFigures.Round> rounds(RateRig rig) {
    List<RateFigures.Round> rounds = new ArrayList<>();
    for (int round = 1; round <= plan.rounds(); round++) {
      progress.accept("round %d of %d, filling the stores".formatted(round, plan.rounds()));
      try (RateRound one = new RateRound(plan, rig, round, clock)) {
        progress.accept("rating");
        RateFigures.Round figures = one.run();
        figures.phases().forEach(this::tell);
        rounds.add(figures);
      }
    }
    return rounds;
  }

  /** Rates once more, with a flight recording in that folder. */
  void profile(RateRig rig, Path folder) {
    Path file = folder.resolve("rate.jfr");
    progress.accept("recording " + file);
    try (RateRound one = new RateRound(plan, rig, NO_ROUND, clock)) {
      new Profiler().over(file, one::rateOnly);
    }
  }

  private void tell(Phase phase) {
    progress.accept("  %s: %.0f a second".formatted(phase.name(), phase.eventsPerSecond()));
  }
}

package io.meterhouse.benchmarks.backfill;

import io.meterhouse.benchmarks.report.Phase;
import io.meterhouse.benchmarks.server.Profiler;
import io.meterhouse.benchmarks.server.Recorder;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/** Runs a plan, round by round. */
final class BackfillBenchmark {

  /** For the record only: the warm-up and the profile count for nothing. */
  private static final int NO_ROUND = 0;

  private final BackfillPlan plan;
  private final BackfillRig rig;
  private final InstantSource clock;
  private final Consumer<String> progress;

  BackfillBenchmark(
      BackfillPlan plan, BackfillRig rig, InstantSource clock, Consumer<String> progress) {
    this.plan = plan;
    this.rig = rig;
    this.clock = clock;
    this.progress = progress;
  }

  List<BackfillFigures> run() {
    if (!plan.isTrial()) {
      progress.accept("warm-up");
      round(plan.forWarmUp(), "warm-up", NO_ROUND, Recorder.NONE);
    }
    List<BackfillFigures> rounds = new ArrayList<>();
    for (int round = 1; round <= plan.rounds(); round++) {
      progress.accept("round " + round + " of " + plan.rounds());
      rounds.add(round(plan, "r" + round, round, Recorder.NONE));
    }
    return rounds;
  }

  /** Both once more, with a flight recording of the backfill in that folder. */
  void profile(Path folder) {
    Path file = folder.resolve("backfill.jfr");
    progress.accept("recording " + file);
    Profiler profiler = new Profiler();
    round(plan, "profile", NO_ROUND, work -> profiler.over(file, work));
  }

  private BackfillFigures round(BackfillPlan size, String name, int number, Recorder recorder) {
    try (BackfillRound round = new BackfillRound(size, rig, name, number, clock)) {
      BackfillFigures figures = round.run(recorder, this::tell);
      progress.accept(
          "  %s, %,d windows, %,d rows read"
              .formatted(figures.cold(), figures.windows(), figures.rowsRead()));
      return figures;
    }
  }

  private void tell(Phase phase) {
    progress.accept("  %s: %.0f events/s".formatted(phase.name(), phase.eventsPerSecond()));
  }
}

package io.meterhouse.benchmarks.aggregate;

import io.meterhouse.benchmarks.report.Phase;
import io.meterhouse.benchmarks.server.Profiler;
import io.meterhouse.benchmarks.server.Recorder;
import io.meterhouse.benchmarks.usage.UsageEvents;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/** Makes the trials of a plan, round by round. */
final class AggregateBenchmark {

  /** For the record only: the trials of the warm-up and of the profile count for nothing. */
  private static final int NO_ROUND = 0;

  private final AggregatePlan plan;
  private final AggregateRig rig;
  private final InstantSource clock;
  private final Consumer<String> progress;
  private final List<Phase> phases = new ArrayList<>();
  private final List<JobFigures> figures = new ArrayList<>();
  private final List<Trial.Beside> beside = new ArrayList<>();

  AggregateBenchmark(
      AggregatePlan plan, AggregateRig rig, InstantSource clock, Consumer<String> progress) {
    this.plan = plan;
    this.rig = rig;
    this.clock = clock;
    this.progress = progress;
  }

  /**
   * What came out.
   *
   * @param phases of every round in the order of the run
   * @param figures of every trial
   * @param beside of those in which many identities were remembered besides
   */
  record Result(List<Phase> phases, List<JobFigures> figures, List<Trial.Beside> beside) {

    Result {
      phases = List.copyOf(phases);
      figures = List.copyOf(figures);
      beside = List.copyOf(beside);
    }
  }

  Result run() {
    if (plan.warmUp() > 0) {
      progress.accept("warm-up");
      try (Trial trial = trial("warm-up", plan.warmUp(), plan.tenants().getFirst(), NO_ROUND)) {
        tell(trial.loop());
        tell(trial.job(AggregatePhases.job(plan.tenants().getFirst()), Recorder.NONE));
      }
    }
    for (int round = 1; round <= plan.rounds(); round++) {
      progress.accept("round " + round + " of " + plan.rounds());
      for (int tenants : plan.tenants()) {
        measure(tenants, round);
      }
      measureFewer(round);
      if (plan.identities() > 0) {
        measureBeside(round);
      }
    }
    return new Result(phases, figures, beside);
  }

  private void measure(int tenants, int round) {
    try (Trial trial = trial("r" + round + "-t" + tenants, plan.events(), tenants, round)) {
      measured(trial.loop());
      measured(trial.job(AggregatePhases.job(tenants), Recorder.NONE));
      figures.add(trial.figures());
    }
  }

  private void measureFewer(int round) {
    int tenants = plan.mostTenants();
    try (Trial trial = trial("r" + round + "-fewer", plan.fewerEvents(), tenants, round)) {
      measured(trial.job(AggregatePhases.smaller(tenants), Recorder.NONE));
    }
  }

  private void measureBeside(int round) {
    int tenants = plan.mostTenants();
    try (Trial trial = trial("r" + round + "-beside", plan.events(), tenants, round)) {
      tell(trial.job(AggregatePhases.job(tenants), Recorder.NONE));
      progress.accept("  %,d identities".formatted(plan.identities()));
      Trial.Beside done =
          trial.jobBeside(AggregatePhases.beside(tenants, plan.identities()), plan.identities());
      measured(done.phase());
      beside.add(done);
    }
  }

  private void measured(Phase phase) {
    tell(phase);
    phases.add(phase);
  }

  /** Makes the trials once more, with a flight recording of the job's work in that folder. */
  void profile(Path folder) {
    Profiler profiler = new Profiler();
    for (int tenants : plan.tenants()) {
      Path file = folder.resolve("aggregate-" + tenants + ".jfr");
      progress.accept("recording " + file);
      try (Trial trial = trial("profile-t" + tenants, plan.events(), tenants, NO_ROUND)) {
        trial.job(AggregatePhases.job(tenants), work -> profiler.over(file, work));
      }
    }
  }

  private Trial trial(String name, long records, int tenants, int round) {
    return new Trial(rig, new UsageEvents(records, tenants, clock.instant()), name, round, clock);
  }

  private void tell(Phase phase) {
    progress.accept("  %s: %.0f events/s".formatted(phase.name(), phase.eventsPerSecond()));
  }
}

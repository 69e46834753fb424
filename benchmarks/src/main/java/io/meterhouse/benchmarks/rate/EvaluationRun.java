package io.meterhouse.benchmarks.rate;

import io.meterhouse.benchmarks.BenchmarkException;
import io.meterhouse.benchmarks.report.Cost;
import io.meterhouse.benchmarks.report.Phase;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import org.openjdk.jmh.infra.BenchmarkParams;
import org.openjdk.jmh.profile.GCProfiler;
import org.openjdk.jmh.results.Result;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.ChainedOptionsBuilder;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;
import org.openjdk.jmh.runner.options.VerboseMode;

/** One round of {@link Evaluations} by JMH, each benchmark in a JVM of its own, on one thread. */
final class EvaluationRun {

  static final String BASELINE = "BigDecimal, multiply and round";
  static final String MIX = "all models in turn";

  private static final int ITERATIONS = 3;
  private static final long TRIAL_MILLIS = 20;
  private static final String ALLOCATION = "gc.alloc.rate.norm";
  private static final double NANOS_A_SECOND = 1_000_000_000.0;

  private EvaluationRun() {}

  /** How a model's row is called. */
  static String row(PricedModel model) {
    return "model, " + model.title();
  }

  /**
   * @param log what JMH says goes there
   * @param round 1 or more
   */
  static List<Phase> of(RatePlan plan, int round, Path log) {
    try {
      Collection<RunResult> results = new Runner(options(plan, log).build()).run();
      List<Phase> phases = new ArrayList<>();
      results.forEach(result -> phases.add(phase(result, round)));
      return phases;
    } catch (RunnerException e) {
      throw new BenchmarkException("JMH: " + e.getMessage(), e);
    }
  }

  private static ChainedOptionsBuilder options(RatePlan plan, Path log) {
    TimeValue time =
        plan.isTrial()
            ? TimeValue.milliseconds(TRIAL_MILLIS)
            : TimeValue.milliseconds(Math.round(plan.seconds() * 1_000));
    return new OptionsBuilder()
        .include("\\b" + Evaluations.class.getSimpleName() + "\\b")
        .threads(1)
        // With the flags of this JVM; for a trial in it, which is quick and says nothing.
        .forks(plan.isTrial() ? 0 : 1)
        .warmupIterations(plan.isTrial() ? 1 : ITERATIONS)
        .warmupTime(time)
        .measurementIterations(plan.isTrial() ? 1 : ITERATIONS)
        .measurementTime(time)
        .addProfiler(GCProfiler.class)
        .shouldFailOnError(true)
        .verbosity(VerboseMode.NORMAL)
        .output(log.toString());
  }

  /** A core is busy all the time, and nothing else takes part. */
  private static Phase phase(RunResult result, int round) {
    double aSecond = result.getPrimaryResult().getScore();
    Result<?> allocation = result.getSecondaryResults().get(ALLOCATION);
    double bytes = allocation == null ? 0 : allocation.getScore();
    long evaluations = Math.max(1, Math.round(aSecond));
    Duration elapsed = Duration.ofNanos(Math.round(evaluations / aSecond * NANOS_A_SECOND));
    return new Phase(
        name(result.getParams()),
        round,
        0,
        evaluations,
        elapsed,
        null,
        new Cost(Math.round(bytes * evaluations), Duration.ZERO, Duration.ZERO, elapsed));
  }

  private static String name(BenchmarkParams params) {
    String method = params.getBenchmark().substring(params.getBenchmark().lastIndexOf('.') + 1);
    return switch (method) {
      case "baseline" -> BASELINE;
      case "mix" -> MIX;
      case "model" -> row(PricedModel.valueOf(params.getParam("model")));
      case "item" -> PricedCell.valueOf(params.getParam("cell")).title();
      default -> throw new BenchmarkException("JMH ran " + params.getBenchmark());
    };
  }
}

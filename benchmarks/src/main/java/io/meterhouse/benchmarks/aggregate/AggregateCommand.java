package io.meterhouse.benchmarks.aggregate;

import io.meterhouse.aggregator.stream.StreamConfig;
import io.meterhouse.benchmarks.MeasuringCommand;
import io.meterhouse.benchmarks.report.Report;
import java.io.PrintStream;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Measures deduplication and aggregation beside a bare loop, on this machine. */
@Command(
    name = "aggregate",
    mixinStandardHelpOptions = true,
    description =
        "Measures deduplication and aggregation beside a loop that only consumes and produces.")
public final class AggregateCommand extends MeasuringCommand<AggregatePlan> {

  @Option(
      names = "--events",
      paramLabel = "N",
      description = "records of each trial (default: ${DEFAULT-VALUE})")
  private long events = 300_000;

  @Option(
      names = "--tenants",
      paramLabel = "N",
      split = ",",
      description = "tenants that they are spread over, each a trial (default: 1,100,100000)")
  private List<Integer> tenants = List.of(1, 100, 100_000);

  @Option(
      names = "--rounds",
      paramLabel = "N",
      description = "how often every trial is made (default: ${DEFAULT-VALUE})")
  private int rounds = 3;

  @Option(
      names = "--warm-up",
      paramLabel = "N",
      description = "records of a trial before the first round (default: ${DEFAULT-VALUE})")
  private long warmUp = 200_000;

  @Option(
      names = "--identities",
      paramLabel = "N",
      description =
          "identities that are remembered besides in a trial more (default: 0, no such trial)")
  private long identities;

  /**
   * Prints the report to {@code out}, and what is going on to {@code err}.
   *
   * @param environment settings of METERHOUSE_* hold for the job, and for the loop where it has
   *     them
   */
  public AggregateCommand(
      Map<String, String> environment, InstantSource clock, PrintStream out, PrintStream err) {
    super(environment, clock, out, err);
  }

  @Override
  protected AggregatePlan plan() {
    return new AggregatePlan(events, tenants, rounds, warmUp, identities);
  }

  @Override
  protected Report run(AggregatePlan plan, Run run) {
    run.tell("starting Kafka");
    boolean isTrial = plan.warmUp() == 0;
    try (AggregateRig rig = new AggregateRig(isTrial, run.folder(), run.environment())) {
      AggregateBenchmark benchmark = new AggregateBenchmark(plan, rig, run.clock(), run::tell);
      AggregateBenchmark.Result result = benchmark.run();
      Path profiles = run.profiles();
      if (profiles != null) {
        benchmark.profile(profiles);
      }
      return new Report(
          "Meterhouse: deduplicate and aggregate beside a bare loop",
          run.machine(),
          how(plan, rig.stream(), run.began()),
          AggregateClaims.of(plan, result),
          result.phases());
    }
  }

  private static List<String> how(AggregatePlan plan, StreamConfig stream, String began) {
    return List.of(
        "%s, %d rounds, %,d records a trial, warm-up with %,d"
            .formatted(began, plan.rounds(), plan.events(), plan.warmUp()),
        "of a hundred records one is a twin, of a hundred events one comes days late; three meters"
            + " by model and minute",
        "%d threads, commits every %d ms, state on disk; the loop with as many threads and commits"
            .formatted(stream.threads(), stream.commitInterval().toMillis()),
        "client is the job or the loop; it and the broker share the cores; ratios are taken within"
            + " a round");
  }
}

package io.meterhouse.benchmarks.rate;

import io.meterhouse.benchmarks.MeasuringCommand;
import io.meterhouse.benchmarks.report.Phase;
import io.meterhouse.benchmarks.report.Report;
import java.io.PrintStream;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Measures pricing models, and rating on the stores, on this machine. */
@Command(
    name = "rate",
    mixinStandardHelpOptions = true,
    description =
        "Measures evaluations of pricing models beside one multiplication and rounding, and rating"
            + " on the stores beside reading the same sums and inserting the same items.")
public final class RateCommand extends MeasuringCommand<RatePlan> {

  @Option(
      names = "--pairs",
      paramLabel = "N",
      description = "customers' meters whose usage changed (default: ${DEFAULT-VALUE})")
  private int pairs = RatePlan.TARGET_PAIRS;

  @Option(
      names = "--tenants",
      paramLabel = "N",
      description = "that they are spread over (default: ${DEFAULT-VALUE})")
  private int tenants = 1_000;

  @Option(
      names = "--seconds",
      paramLabel = "N",
      description =
          "length of an iteration of JMH; 0: a trial of everything (default: ${DEFAULT-VALUE})")
  private double seconds = 1;

  @Option(
      names = "--rounds",
      paramLabel = "N",
      description = "how often everything is run (default: ${DEFAULT-VALUE})")
  private int rounds = 2;

  /**
   * Prints the report to {@code out}, and what is going on to {@code err}.
   *
   * @param environment settings of METERHOUSE_RATING_* hold for rating; METERHOUSE_POSTGRES_* and
   *     METERHOUSE_CLICKHOUSE_* name engines that run already
   */
  public RateCommand(
      Map<String, String> environment, InstantSource clock, PrintStream out, PrintStream err) {
    super(environment, clock, out, err);
  }

  @Override
  protected RatePlan plan() {
    return new RatePlan(pairs, tenants, seconds, rounds);
  }

  @Override
  protected Report run(RatePlan plan, Run run) {
    RateBenchmark benchmark = new RateBenchmark(plan, run.clock(), run::tell);
    List<Phase> evaluations = benchmark.evaluations(run.folder());
    run.tell("starting Kafka, PostgreSQL and ClickHouse");
    try (RateRig rig = new RateRig(plan.isTrial(), run.folder(), run.environment())) {
      RateFigures figures = new RateFigures(evaluations, benchmark.rounds(rig));
      Path profiles = run.profiles();
      if (profiles != null) {
        benchmark.profile(rig, profiles);
      }
      return new Report(
          "Meterhouse: rating beside arithmetic, and beside reading sums and inserting items",
          run.machine(),
          how(plan, run.began()),
          RateClaims.of(plan, figures),
          figures.phases());
    }
  }

  private static List<String> how(RatePlan plan, String began) {
    return List.of(
        "%s, %d rounds, %,d pairs of %,d tenants, iterations of %s s"
            .formatted(began, plan.rounds(), plan.pairs(), plan.tenants(), plan.seconds()),
        "a model of each tenant for each of %d meters: %s"
            .formatted(
                Pairs.PRICES.size(),
                String.join(", ", Pairs.PRICES.stream().map(PricedModel::title).toList())),
        "events are evaluations, items or changes; server is PostgreSQL and ClickHouse, client the"
            + " rating engine or what reads and inserts",
        "client, servers and broker share the cores; ratios are taken within a round");
  }
}

package io.meterhouse.benchmarks.backfill;

import io.meterhouse.benchmarks.MeasuringCommand;
import io.meterhouse.benchmarks.report.Report;
import java.io.PrintStream;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Measures a backfill of last year beside usage of now, on this machine. */
@Command(
    name = "backfill",
    mixinStandardHelpOptions = true,
    description =
        "Measures a backfill of last year beside events of now, each from the"
            + " accepted record until it is in the answers.")
public final class BackfillCommand extends MeasuringCommand<BackfillPlan> {

  @Option(
      names = "--events",
      paramLabel = "N",
      description = "records of the backfill (default: ${DEFAULT-VALUE})")
  private long events = 500_000;

  @Option(
      names = "--live",
      paramLabel = "N",
      description = "records of the usage of now before it (default: as many as of the backfill)")
  private @Nullable Long live;

  @Option(
      names = "--tenants",
      paramLabel = "N",
      description = "that they are spread over (default: ${DEFAULT-VALUE})")
  private int tenants = 100;

  @Option(
      names = "--days",
      paramLabel = "N",
      description = "of last year that the backfill is spread over (default: ${DEFAULT-VALUE})")
  private int days = 1;

  @Option(
      names = "--rounds",
      paramLabel = "N",
      description = "how often both phases are run (default: ${DEFAULT-VALUE})")
  private int rounds = 2;

  @Option(
      names = "--warm-up",
      paramLabel = "N",
      description =
          "records of each phase before the first round; 0: none, a trial of everything (default:"
              + " ${DEFAULT-VALUE})")
  private long warmUp = 100_000;

  /**
   * Prints the report to {@code out}, and what is going on to {@code err}.
   *
   * @param environment settings of METERHOUSE_* hold for the service; METERHOUSE_CLICKHOUSE_* name
   *     a ClickHouse that runs already
   */
  public BackfillCommand(
      Map<String, String> environment, InstantSource clock, PrintStream out, PrintStream err) {
    super(environment, clock, out, err);
  }

  @Override
  protected BackfillPlan plan() {
    return new BackfillPlan(events, live == null ? events : live, tenants, days, rounds, warmUp);
  }

  @Override
  protected Report run(BackfillPlan plan, Run run) {
    run.tell("starting Kafka and ClickHouse");
    try (BackfillRig rig = new BackfillRig(plan.isTrial(), run.folder(), run.environment())) {
      BackfillBenchmark benchmark = new BackfillBenchmark(plan, rig, run.clock(), run::tell);
      List<BackfillFigures> rounds = benchmark.run();
      Path profiles = run.profiles();
      if (profiles != null) {
        benchmark.profile(profiles);
      }
      return new Report(
          "Meterhouse: a backfill of last year beside usage of now",
          run.machine(),
          how(plan, run.began()),
          BackfillClaims.of(rounds),
          rounds.stream().flatMap(each -> Stream.of(each.live(), each.backfill())).toList());
    }
  }

  private static List<String> how(BackfillPlan plan, String began) {
    return List.of(
        "%s, %d rounds, %,d live records and %,d of the backfill, warm-up with %,d each"
            .formatted(began, plan.rounds(), plan.live(), plan.events(), plan.warmUp()),
        "%,d tenants; of a hundred records one is a twin; three meters by model and minute"
            .formatted(plan.tenants()),
        "live: of the last hour; backfill: of %d days, 300 days ago and before, in the order of time"
            .formatted(plan.days()),
        "from the start of the service until its watermark is past the last record, all of it"
            + " counted once",
        "server is ClickHouse, client the service; they and the broker share the cores");
  }
}

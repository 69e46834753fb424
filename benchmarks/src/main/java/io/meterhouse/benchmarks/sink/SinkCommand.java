package io.meterhouse.benchmarks.sink;

import io.meterhouse.aggregator.sink.SinkConfig;
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

/** Measures the sinks beside inserts of the same rows from a file, on this machine. */
@Command(
    name = "sink",
    mixinStandardHelpOptions = true,
    description =
        "Measures the sinks to ClickHouse beside inserts of the same rows from a file by the same"
            + " client.")
public final class SinkCommand extends MeasuringCommand<SinkPlan> {

  @Option(
      names = "--rows",
      paramLabel = "N",
      description = "of each table, in each round (default: ${DEFAULT-VALUE})")
  private int rows = 500_000;

  @Option(
      names = "--rounds",
      paramLabel = "N",
      description = "how often every phase is run (default: ${DEFAULT-VALUE})")
  private int rounds = 5;

  @Option(
      names = "--tenants",
      paramLabel = "N",
      description = "that the rows are spread over (default: ${DEFAULT-VALUE})")
  private int tenants = 1_000;

  @Option(
      names = "--stored",
      paramLabel = "N",
      description =
          "rows that each table has before, a multiple of those of a round, in a phase more"
              + " (default: no such phase)")
  private long stored;

  /**
   * Prints the report to {@code out}, and what is going on to {@code err}.
   *
   * @param environment settings of METERHOUSE_SINK_* hold for the sinks; METERHOUSE_CLICKHOUSE_*
   *     names a ClickHouse that runs already
   */
  public SinkCommand(
      Map<String, String> environment, InstantSource clock, PrintStream out, PrintStream err) {
    super(environment, clock, out, err);
  }

  @Override
  protected SinkPlan plan() {
    return new SinkPlan(rows, rounds, tenants, stored);
  }

  @Override
  protected Report run(SinkPlan plan, Run run) {
    run.tell("starting Kafka and ClickHouse");
    boolean isTrial = plan.rounds() == 1;
    try (SinkRig rig = new SinkRig(isTrial, run.folder(), run.environment())) {
      SinkBenchmark benchmark = SinkBenchmark.warmedUp(plan, rig, run.clock(), run::tell);
      List<Phase> phases = benchmark.run();
      Path profiles = run.profiles();
      if (profiles != null) {
        benchmark.profile(profiles);
      }
      return new Report(
          "Meterhouse: sinks to ClickHouse beside inserts from a file",
          run.machine(),
          how(plan, rig.sinks(), run.began()),
          SinkClaims.of(phases, plan.stored()),
          phases);
    }
  }

  private static List<String> how(SinkPlan plan, SinkConfig sinks, String began) {
    return List.of(
        "%s, %d rounds, %,d rows of each table, once more for the warm-up, %,d tenants"
            .formatted(began, plan.rounds(), plan.rows(), plan.tenants()),
        "inserts of %,d rows or %,d bytes of records at most, from the file as large as the sink's"
            .formatted(sinks.maxRows(), sinks.maxBytes()),
        "events are rows, requests are inserts; server is ClickHouse, client the sink or what reads"
            + " the file",
        "client, server and broker share the cores; ratios are taken within a round");
  }
}

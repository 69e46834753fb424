package io.meterhouse.benchmarks.ingest;

import io.meterhouse.benchmarks.Scratch;
import io.meterhouse.benchmarks.report.Machine;
import io.meterhouse.benchmarks.report.Phase;
import io.meterhouse.benchmarks.report.Report;
import io.meterhouse.benchmarks.report.ReportJson;
import io.meterhouse.benchmarks.report.ReportText;
import io.meterhouse.benchmarks.server.ServerProcess;
import java.io.IOException;
import java.io.PrintStream;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Measures ingest beside a bare producer and an empty handler, all on this machine. */
@Command(
    name = "ingest",
    mixinStandardHelpOptions = true,
    description = "Measures ingest beside a bare Kafka producer and an empty HTTP handler.")
public final class IngestCommand implements Callable<Integer> {

  private static final int NANO_DIGITS = 9;

  private final Map<String, String> environment;
  private final InstantSource clock;
  private final PrintStream out;
  private final PrintStream err;

  @Option(
      names = "--seconds",
      paramLabel = "N",
      description = "length of each phase (default: ${DEFAULT-VALUE})")
  private BigDecimal seconds = new BigDecimal("5");

  @Option(
      names = "--warm-up",
      paramLabel = "N",
      description =
          "seconds of each kind of load before anything is measured, again until the JIT has"
              + " little left to do (default: ${DEFAULT-VALUE})")
  private BigDecimal warmUp = new BigDecimal("5");

  @Option(
      names = "--rounds",
      paramLabel = "N",
      description = "how often all phases are run in turn (default: ${DEFAULT-VALUE})")
  private int rounds = 3;

  @Option(
      names = "--connections",
      paramLabel = "N",
      description =
          "connections at once; fewer where batches are large (default: ${DEFAULT-VALUE})")
  private int connections = 64;

  @Option(
      names = "--batch",
      paramLabel = "N",
      split = ",",
      description = "events a request (default: 1,10,100,1000)")
  private List<Integer> batches = List.of(1, 10, 100, 1_000);

  @Option(names = "--out", paramLabel = "FILE", description = "write all figures as JSON")
  private @Nullable Path file;

  @Option(
      names = "--profile",
      paramLabel = "DIR",
      description = "then run each peak once more and keep a flight recording of ingest here")
  private @Nullable Path profiles;

  @Spec private @Nullable CommandSpec spec;

  /**
   * Prints the report to {@code out}, and what is going on to {@code err}.
   *
   * @param environment settings of METERHOUSE_* hold for ingest and for the bare producer
   */
  public IngestCommand(
      Map<String, String> environment, InstantSource clock, PrintStream out, PrintStream err) {
    this.environment = environment;
    this.clock = clock;
    this.out = out;
    this.err = err;
  }

  @Override
  public Integer call() throws IOException {
    IngestPlan plan = plan();
    if (profiles != null) {
      Files.createDirectories(profiles);
    }
    Machine machine = Machine.here(ServerProcess.JVM_FLAGS);
    err.println("starting Kafka and three servers");
    Report report = Scratch.use("meterhouse-bench-", err, folder -> run(plan, machine, folder));
    out.print(ReportText.of(report));
    if (file != null) {
      ReportJson.write(report, file);
    }
    return 0;
  }

  private Report run(IngestPlan plan, Machine machine, Path folder) {
    String began = clock.instant().truncatedTo(ChronoUnit.SECONDS).toString();
    try (IngestRig rig = IngestRig.start(plan, folder, environment)) {
      IngestBenchmark benchmark = IngestBenchmark.warmedUp(plan, rig, clock, err::println);
      List<Phase> phases = benchmark.run();
      if (profiles != null) {
        benchmark.profile(profiles);
      }
      return new Report(
          "Meterhouse: ingest beside a bare producer and an empty handler",
          machine,
          how(plan, began),
          IngestClaims.of(plan, phases),
          phases);
    }
  }

  private static List<String> how(IngestPlan plan, String began) {
    return List.of(
        "%s, %d rounds, %s s a phase, warm-up in steps of %s s until the JIT has little left to do"
            .formatted(began, plan.rounds(), seconds(plan.phase()), seconds(plan.warmUp())),
        "connections at once: "
            + String.join(
                ", ",
                plan.batches().stream()
                    .map(batch -> plan.connectionsFor(batch) + " with batches of " + batch)
                    .toList()),
        "client, server and broker share the cores; ratios are taken within a round");
  }

  private static String seconds(Duration duration) {
    return BigDecimal.valueOf(duration.toNanos(), NANO_DIGITS).stripTrailingZeros().toPlainString();
  }

  private IngestPlan plan() {
    try {
      return new IngestPlan(duration(seconds), duration(warmUp), rounds, connections, batches);
    } catch (IllegalArgumentException | ArithmeticException e) {
      throw new CommandLine.ParameterException(
          Objects.requireNonNull(spec).commandLine(), e.getMessage(), e);
    }
  }

  private static Duration duration(BigDecimal seconds) {
    return Duration.ofNanos(seconds.movePointRight(NANO_DIGITS).longValueExact());
  }
}

package io.meterhouse.benchmarks;

import io.meterhouse.benchmarks.report.Machine;
import io.meterhouse.benchmarks.report.Report;
import io.meterhouse.benchmarks.report.ReportJson;
import io.meterhouse.benchmarks.report.ReportText;
import java.io.IOException;
import java.io.PrintStream;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/**
 * A command that measures in its own process: ours and what it is compared with run there in turn.
 *
 * @param <P> how a run is made
 */
public abstract class MeasuringCommand<P> implements Callable<Integer> {

  private final Map<String, String> environment;
  private final InstantSource clock;
  private final PrintStream out;
  private final PrintStream err;

  @Option(names = "--out", paramLabel = "FILE", description = "write all figures as JSON")
  private @Nullable Path file;

  @Option(
      names = "--profile",
      paramLabel = "DIR",
      description = "then run ours once more, uncounted, and keep flight recordings of it here")
  private @Nullable Path profiles;

  @Spec private @Nullable CommandSpec spec;

  protected MeasuringCommand(
      Map<String, String> environment, InstantSource clock, PrintStream out, PrintStream err) {
    this.environment = Map.copyOf(environment);
    this.clock = clock;
    this.out = out;
    this.err = err;
  }

  /**
   * What the options say.
   *
   * @throws IllegalArgumentException with what is wrong with them
   */
  protected abstract P plan();

  /** Measures. */
  protected abstract Report run(P plan, Run run);

  /**
   * What a run is made with.
   *
   * @param folder for data and logs
   * @param profiles for flight recordings; null: none are wanted
   * @param began when, to the second
   */
  protected record Run(
      Path folder,
      @Nullable Path profiles,
      Map<String, String> environment,
      InstantSource clock,
      Machine machine,
      String began,
      PrintStream err) {

    /** Says what is going on. */
    public void tell(String line) {
      err.println(line);
    }
  }

  @Override
  public final Integer call() throws IOException {
    P plan = checkedPlan();
    if (profiles != null) {
      Files.createDirectories(profiles);
    }
    Machine machine = Machine.here(heapFlags());
    String began = clock.instant().truncatedTo(ChronoUnit.SECONDS).toString();
    Report report =
        Scratch.use(
            "meterhouse-bench-",
            err,
            folder ->
                run(plan, new Run(folder, profiles, environment, clock, machine, began, err)));
    out.print(ReportText.of(report));
    if (file != null) {
      ReportJson.write(report, file);
    }
    return 0;
  }

  private P checkedPlan() {
    try {
      return plan();
    } catch (IllegalArgumentException e) {
      throw new CommandLine.ParameterException(
          Objects.requireNonNull(spec).commandLine(), e.getMessage(), e);
    }
  }

  private static List<String> heapFlags() {
    return ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
        .filter(flag -> flag.startsWith("-Xm") || flag.startsWith("-XX:+Use"))
        .toList();
  }
}

package io.meterhouse.benchmarks;

import io.meterhouse.benchmarks.aggregate.AggregateCommand;
import io.meterhouse.benchmarks.backfill.BackfillCommand;
import io.meterhouse.benchmarks.ingest.IngestCommand;
import io.meterhouse.benchmarks.rate.RateCommand;
import io.meterhouse.benchmarks.sink.SinkCommand;
import io.meterhouse.kit.config.ConfigurationException;
import io.meterhouse.kit.lifecycle.StartupException;
import io.meterhouse.local.process.EngineStartException;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** What {@code ./meterhouse bench} starts. */
@Command(
    name = "meterhouse bench",
    mixinStandardHelpOptions = true,
    synopsisSubcommandLabel = "COMMAND",
    description = "Measures Meterhouse beside what it is built on, on this machine, in one run.")
public final class BenchmarksMain implements Runnable {

  private static final int FAILED = 1;

  @Spec private @Nullable CommandSpec spec;

  private BenchmarksMain() {}

  public static void main(String[] args) {
    Locale.setDefault(Locale.ROOT);
    // Before the first line is logged: what is measured in this process is to log as little as it
    // can.
    System.setProperty("logback.configurationFile", "logback-benchmarks.xml");
    System.exit(run(System.getenv(), InstantSource.system(), System.out, System.err, args));
  }

  /** Runs one command to its end; returns the exit code. */
  static int run(
      Map<String, String> environment,
      InstantSource clock,
      PrintStream out,
      PrintStream err,
      String... args) {
    return new CommandLine(new BenchmarksMain())
        .addSubcommand(new IngestCommand(environment, clock, out, err))
        .addSubcommand(new AggregateCommand(environment, clock, out, err))
        .addSubcommand(new SinkCommand(environment, clock, out, err))
        .addSubcommand(new RateCommand(environment, clock, out, err))
        .addSubcommand(new BackfillCommand(environment, clock, out, err))
        .setOut(new PrintWriter(out, true, StandardCharsets.UTF_8))
        .setErr(new PrintWriter(err, true, StandardCharsets.UTF_8))
        .setExecutionExceptionHandler((failure, _, _) -> explain(failure, err))
        .execute(args);
  }

  @Override
  public void run() {
    throw new CommandLine.ParameterException(
        Objects.requireNonNull(spec).commandLine(), "no benchmark given");
  }

  /** A failure that we foresaw is a message for people; anything else keeps its trace. */
  private static int explain(Exception failure, PrintStream err) {
    switch (failure) {
      case BenchmarkException e -> err.println("meterhouse bench: " + e.getMessage());
      case StartupException e -> err.println("meterhouse bench: " + e.getMessage());
      case ConfigurationException e -> err.println("meterhouse bench: " + e.getMessage());
      case EngineStartException e -> err.println("meterhouse bench: " + e.getMessage());
      default -> failure.printStackTrace(err);
    }
    return FAILED;
  }
}

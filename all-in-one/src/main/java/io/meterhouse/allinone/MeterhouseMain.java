package io.meterhouse.allinone;

import io.meterhouse.allinone.demo.DemoException;
import io.meterhouse.kit.config.ConfigurationException;
import io.meterhouse.kit.lifecycle.StartupException;
import io.meterhouse.local.process.EngineStartException;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.time.InstantSource;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/**
 * What the launcher starts: {@code up}, {@code demo}, {@code service}, {@code config}, {@code
 * client} and {@code audit}.
 */
@Command(
    name = "meterhouse",
    synopsisSubcommandLabel = "COMMAND",
    description = "Usage metering and billing in one process beside its engines.")
public final class MeterhouseMain implements Runnable {

  private static final int FAILED = 1;

  @Spec private @Nullable CommandSpec spec;

  private final PrintStream err;

  private MeterhouseMain(PrintStream err) {
    this.err = err;
  }

  public static void main(String[] args) {
    System.exit(execute(System.getenv(), InstantSource.system(), System.out, System.err, args));
  }

  /**
   * Carries out a command as the launcher does, in this process, whose default locale is the root
   * from then on.
   *
   * @param environment that the command's settings are read from; those that start services read
   *     the process's own
   * @return the exit code
   */
  public static int execute(
      Map<String, String> environment,
      InstantSource clock,
      PrintStream out,
      PrintStream err,
      String... args) {
    // Figures and messages read the same on every machine.
    Locale.setDefault(Locale.ROOT);
    MeterhouseMain main = new MeterhouseMain(err);
    return new CommandLine(main)
        .addSubcommand(new UpCommand(clock, out))
        .addSubcommand(new DemoCommand(clock, out, err))
        .addSubcommand(new ServiceCommand())
        .addSubcommand(new ConfigCommand(environment, out))
        .addSubcommand(new ClientCommand(environment, clock, out))
        .addSubcommand(new AuditCommand(environment, clock, out))
        .setOut(new PrintWriter(out, true, out.charset()))
        .setErr(new PrintWriter(err, true, err.charset()))
        .setExecutionExceptionHandler(main::explain)
        .execute(args);
  }

  @Override
  public void run() {
    throw new CommandLine.ParameterException(
        Objects.requireNonNull(spec).commandLine(), "no command given");
  }

  /** A failure that we foresaw is a message for people; anything else keeps its trace. */
  private int explain(Exception failure, CommandLine command, CommandLine.ParseResult arguments) {
    switch (failure) {
      case StartupException e -> complain(e);
      case ConfigurationException e -> complain(e);
      case EngineStartException e -> complain(e);
      case DemoException e -> complain(e);
      default -> failure.printStackTrace(command.getErr());
    }
    return FAILED;
  }

  private void complain(RuntimeException failure) {
    err.println("meterhouse: " + failure.getMessage());
  }
}

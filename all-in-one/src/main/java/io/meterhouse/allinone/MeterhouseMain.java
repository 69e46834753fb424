package io.meterhouse.allinone;

import io.meterhouse.allinone.demo.DemoException;
import io.meterhouse.kit.config.ConfigurationException;
import io.meterhouse.kit.lifecycle.StartupException;
import io.meterhouse.local.process.EngineStartException;
import java.time.InstantSource;
import java.util.Locale;
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

  private MeterhouseMain() {}

  public static void main(String[] args) {
    // Figures and messages read the same on every machine.
    Locale.setDefault(Locale.ROOT);
    InstantSource clock = InstantSource.system();
    CommandLine commands =
        new CommandLine(new MeterhouseMain())
            .addSubcommand(new UpCommand(clock, System.out))
            .addSubcommand(new DemoCommand(clock, System.out, System.err))
            .addSubcommand(new ServiceCommand())
            .addSubcommand(new ConfigCommand(System.getenv(), System.out))
            .addSubcommand(new ClientCommand(System.getenv(), clock, System.out))
            .addSubcommand(new AuditCommand(System.getenv(), clock, System.out))
            .setExecutionExceptionHandler(MeterhouseMain::explain);
    System.exit(commands.execute(args));
  }

  @Override
  public void run() {
    throw new CommandLine.ParameterException(
        Objects.requireNonNull(spec).commandLine(), "no command given");
  }

  /** A failure that we foresaw is a message for people; anything else keeps its trace. */
  private static int explain(
      Exception failure, CommandLine command, CommandLine.ParseResult arguments) {
    switch (failure) {
      case StartupException e -> complain(e);
      case ConfigurationException e -> complain(e);
      case EngineStartException e -> complain(e);
      case DemoException e -> complain(e);
      default -> failure.printStackTrace(command.getErr());
    }
    return FAILED;
  }

  private static void complain(RuntimeException failure) {
    System.err.println("meterhouse: " + failure.getMessage());
  }
}

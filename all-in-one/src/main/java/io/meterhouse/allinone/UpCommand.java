package io.meterhouse.allinone;

import java.io.PrintStream;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Runs everything in the foreground until Ctrl-C or SIGTERM. */
@Command(
    name = "up",
    mixinStandardHelpOptions = true,
    description = "Starts everything in the foreground until Ctrl-C.")
final class UpCommand implements Callable<Integer> {

  private final InstantSource clock;
  private final PrintStream out;

  @Option(
      names = "--port",
      paramLabel = "N",
      description = "HTTP port on 127.0.0.1 (default: ${DEFAULT-VALUE}; 0 takes a free one)")
  private int port = 8080;

  @Option(
      names = "--data-dir",
      paramLabel = "DIR",
      description =
          "where the engines keep their data (default: METERHOUSE_DATA_DIR, else ~/.local/share/meterhouse)")
  private @Nullable Path dataDirectory;

  UpCommand(InstantSource clock, PrintStream out) {
    this.clock = clock;
    this.out = out;
  }

  @Override
  public Integer call() throws InterruptedException {
    Instant begin = clock.instant();
    Path directory = dataDirectory == null ? DataDirectories.usual(System.getenv()) : dataDirectory;
    AllInOneOptions options = new AllInOneOptions(port, directory, false, System.getenv());
    LogFiles.logTo(options.dataDirectory().resolve("logs"));
    out.printf("starting on %s%n", options.dataDirectory());
    AllInOne meterhouse = AllInOne.start(options, clock);
    Runtime.getRuntime().addShutdownHook(new Thread(meterhouse::close, "stop"));
    out.println(readyLine(meterhouse));
    out.printf(
        "its key (token) and its OAuth client are in %s%n"
            + "  curl -H 'Authorization: Bearer TOKEN' %s/api/v1/tenants%n",
        meterhouse.client().file(), meterhouse.address());
    // Events are taken already; whoever asks for usage now should know why some is missing.
    meterhouse
        .recovering()
        .forEach(what -> out.printf("recovers, events are taken and counted later: %s%n", what));
    out.printf("started in %.1f s; Ctrl-C stops it%n", seconds(begin));
    out.flush();
    meterhouse.awaitStopped();
    return 0;
  }

  static String readyLine(AllInOne meterhouse) {
    return "meterhouse is ready at %s (Kafka %s, ClickHouse %s, PostgreSQL %s)"
        .formatted(
            meterhouse.address(),
            meterhouse.engineAddresses().kafkaBootstrapServers(),
            meterhouse.engineAddresses().clickHouseUrl(),
            meterhouse.engineAddresses().postgresUrl());
  }

  private float seconds(Instant begin) {
    return Duration.between(begin, clock.instant()).toMillis() / 1000f;
  }
}

package io.meterhouse.allinone;

import io.meterhouse.allinone.demo.Demo;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** The main job from nothing: starts everything, takes usage to a bill, proves it, stops. */
@Command(
    name = "demo",
    mixinStandardHelpOptions = true,
    description = "Takes real usage to a bill on engines of its own, and proves the figures.")
final class DemoCommand implements Callable<Integer> {

  private final InstantSource clock;
  private final PrintStream out;
  private final PrintStream err;

  @Option(
      names = "--trace",
      paramLabel = "FILE",
      description = "replay a CSV with the columns TIMESTAMP,ContextTokens,GeneratedTokens")
  private @Nullable Path trace;

  @Option(
      names = "--requests",
      paramLabel = "N",
      description = "without a trace: requests to make up (default: ${DEFAULT-VALUE})")
  private int requests = 20_000;

  @Option(
      names = "--data-dir",
      paramLabel = "DIR",
      description =
          "keep the data here (default: a temporary folder, removed when the demo has succeeded)")
  private @Nullable Path dataDirectory;

  @Option(
      names = "--port",
      paramLabel = "N",
      description = "HTTP port on 127.0.0.1 (default: a free one)")
  private int port;

  DemoCommand(InstantSource clock, PrintStream out, PrintStream err) {
    this.clock = clock;
    this.out = out;
    this.err = err;
  }

  @Override
  public Integer call() throws IOException {
    // Looked at before anything is started or made: what is wrong is known in milliseconds.
    HttpPort.refuseUnusable(port);
    Demo demo = Demo.prepare(trace, requests, clock, out);
    Path directory = dataDirectory == null ? DataDirectories.temporary() : dataDirectory;
    AllInOneOptions options = new AllInOneOptions(port, directory, true, System.getenv());
    LogFiles.logTo(options.dataDirectory().resolve("logs"));
    try {
      run(demo, options);
    } catch (RuntimeException e) {
      err.printf("data and logs stay in %s%n", options.dataDirectory());
      throw e;
    }
    if (dataDirectory == null) {
      DataDirectories.delete(directory);
    }
    return 0;
  }

  private void run(Demo demo, AllInOneOptions options) {
    out.printf(
        "starting Kafka, ClickHouse, PostgreSQL and Meterhouse on %s%n", options.dataDirectory());
    try (AllInOne meterhouse = AllInOne.start(options, clock)) {
      // For Ctrl-C; after an orderly end there is nothing left to close.
      Runtime.getRuntime().addShutdownHook(new Thread(meterhouse::close, "stop"));
      out.println(UpCommand.readyLine(meterhouse));
      demo.run(meterhouse.address(), meterhouse.client().token());
    }
  }
}

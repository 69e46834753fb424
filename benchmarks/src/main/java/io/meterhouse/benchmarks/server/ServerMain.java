package io.meterhouse.benchmarks.server;

import io.javalin.http.Handler;
import io.meterhouse.ingest.IngestConfig;
import io.meterhouse.ingest.IngestModule;
import io.meterhouse.kit.catalog.AccessConfig;
import io.meterhouse.kit.catalog.CatalogAccess;
import io.meterhouse.kit.config.HttpConfig;
import io.meterhouse.kit.config.LogConfig;
import io.meterhouse.kit.config.Settings;
import io.meterhouse.kit.config.TelemetryConfig;
import io.meterhouse.kit.lifecycle.Parts;
import io.meterhouse.kit.lifecycle.ServiceModule;
import io.meterhouse.kit.lifecycle.ServiceRunner;
import io.meterhouse.kit.telemetry.LogOutput;
import io.meterhouse.kit.telemetry.Telemetry;
import io.meterhouse.local.process.ParentWatch;
import io.meterhouse.local.process.Ports;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;

/**
 * A server under load in a process of its own, configured by the environment as in production. It
 * writes its addresses to a file once it answers, and ends with the process that started it.
 */
public final class ServerMain {

  static final String PATH = "/api/v1/events";

  private static final String NAME = "ingest-api";
  private static final Duration STOP_GRACE = Duration.ofSeconds(15);
  private static final int GIVEN_UP = 2;

  private ServerMain() {}

  /**
   * Takes a {@link ServerKind} and the file for the addresses: of the server and of its control.
   */
  public static void main(String[] args) throws IOException {
    ParentWatch.start(() -> System.exit(0), STOP_GRACE, () -> Runtime.getRuntime().halt(GIVEN_UP));
    Settings settings = Settings.of(System.getenv());
    settings.check(NAME);
    LogOutput.configure(LogConfig.from(settings), NAME);
    Parts parts = new Parts();
    Runtime.getRuntime().addShutdownHook(new Thread(parts::close, "shutdown"));
    String address = start(ServerKind.valueOf(args[0]), settings, parts);
    ControlPort control = parts.add(ControlPort.open(new AllocationMeter(), new Profiler()));
    tell(Path.of(args[1]), address, control.address());
  }

  private static String start(ServerKind kind, Settings settings, Parts parts) {
    if (kind == ServerKind.JAVALIN) {
      return startBare(JavalinServer::answer, settings, parts);
    }
    if (kind == ServerKind.FORWARDER) {
      return startBare(parts.add(new Forwarder(IngestConfig.from(settings))), settings, parts);
    }
    InstantSource clock = InstantSource.system();
    Telemetry telemetry = Telemetry.start(TelemetryConfig.from(settings), NAME);
    ServiceModule module =
        kind == ServerKind.EDGE
            ? new EmptyModule(PATH)
            : IngestModule.create(IngestConfig.from(settings), clock, telemetry);
    CatalogAccess access = CatalogAccess.create(AccessConfig.from(settings), clock);
    return parts
        .add(
            ServiceRunner.start(
                HttpConfig.from(settings), access, List.of(access, module), clock, telemetry))
        .address();
  }

  private static String startBare(Handler handler, Settings settings, Parts parts) {
    JavalinServer server = parts.add(JavalinServer.start(HttpConfig.from(settings), PATH, handler));
    return "http://" + Ports.LOOPBACK + ":" + server.port();
  }

  /** At once: whoever sees the file finds all of it there. */
  private static void tell(Path file, String address, String control) throws IOException {
    Path draft = file.resolveSibling(file.getFileName() + ".draft");
    Files.write(draft, List.of(address + PATH, control));
    Files.move(draft, file, StandardCopyOption.ATOMIC_MOVE);
  }
}

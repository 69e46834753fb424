package io.meterhouse.ingest.fault;

import io.meterhouse.ingest.IngestConfig;
import io.meterhouse.ingest.IngestModule;
import io.meterhouse.kit.config.EdgeConfig;
import io.meterhouse.kit.config.HttpConfig;
import io.meterhouse.kit.config.Settings;
import io.meterhouse.kit.config.TelemetryConfig;
import io.meterhouse.kit.lifecycle.RunningService;
import io.meterhouse.kit.lifecycle.ServiceRunner;
import io.meterhouse.kit.telemetry.Telemetry;
import io.meterhouse.testing.TestTokens;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;

/** Ingest behind HTTP as its own process starts it, but that no request is a line of the log. */
final class IngestUnderFire implements AutoCloseable {

  private final Telemetry telemetry;
  private final RunningService service;

  private IngestUnderFire(Telemetry telemetry, RunningService service) {
    this.telemetry = telemetry;
    this.service = service;
  }

  static IngestUnderFire start(IngestConfig config, EdgeConfig edge) {
    Settings quiet = Settings.of(Map.of("METERHOUSE_LOG_ACCESS", "false"));
    Telemetry telemetry = Telemetry.start(TelemetryConfig.from(quiet), "ingest-api");
    InstantSource clock = InstantSource.system();
    return new IngestUnderFire(
        telemetry,
        ServiceRunner.start(
            HttpConfig.onFreePort().withEdge(edge),
            new TestTokens(),
            List.of(IngestModule.create(config, clock, telemetry)),
            clock,
            telemetry));
  }

  String address() {
    return service.address();
  }

  int port() {
    return service.port();
  }

  /** The values of all series of that name. */
  List<Double> metric(String name) {
    return telemetry
        .metrics()
        .scrape()
        .lines()
        .filter(line -> line.startsWith(name + " ") || line.startsWith(name + "{"))
        .map(line -> Double.valueOf(line.substring(line.lastIndexOf(' ') + 1)))
        .toList();
  }

  /** Bytes of bodies that are held now. */
  double heldBytes() {
    return metric("meterhouse_ingest_bodies_held_bytes").getFirst();
  }

  /** Requests that are worked on now. */
  double requests() {
    return metric("meterhouse_http_requests_in_flight").getFirst();
  }

  /** As SIGTERM does. */
  void stop() {
    service.close();
  }

  @Override
  public void close() {
    stop();
  }
}

package io.meterhouse.kit.telemetry;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import io.meterhouse.kit.config.Settings;
import io.meterhouse.kit.config.TelemetryConfig;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Traces leave for the collector that is configured, a real one as far as HTTP goes. */
class TraceExportIT {

  private static final String SAMPLED = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";

  private final List<String> received = new CopyOnWriteArrayList<>();
  private HttpServer collector;

  @BeforeEach
  void listen() throws Exception {
    collector = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    collector.createContext(
        "/v1/traces",
        exchange -> {
          received.add(
              new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.ISO_8859_1));
          exchange.sendResponseHeaders(200, -1);
          exchange.close();
        });
    collector.start();
  }

  @AfterEach
  void stop() {
    collector.stop(0);
  }

  @Test
  void shouldSendSpansAtTheLatestWhenItStops() {
    Telemetry telemetry = telemetry("100");
    request(telemetry, null);
    telemetry.close();

    assertThat(received)
        .singleElement()
        .asString()
        .contains("service.name", "ingest-api", "GET /things/{id}");
  }

  @Test
  void shouldKeepOfItsOwnTracesAsManyAsConfiguredAndThoseOfAClientAsItSays() {
    Telemetry telemetry = telemetry("0");
    request(telemetry, null);
    request(telemetry, SAMPLED.substring(0, SAMPLED.length() - 1) + "0");
    telemetry.close();
    assertThat(received).isEmpty();

    Telemetry again = telemetry("0");
    request(again, SAMPLED);
    again.close();
    assertThat(received).hasSize(1);
  }

  private Telemetry telemetry(String samplePercent) {
    Settings settings =
        Settings.of(
            Map.of(
                "METERHOUSE_OTEL_ENDPOINT",
                "http://127.0.0.1:" + collector.getAddress().getPort() + "/",
                "METERHOUSE_OTEL_SAMPLE_PERCENT",
                samplePercent));
    settings.check();
    return Telemetry.start(TelemetryConfig.from(settings), "ingest-api");
  }

  private static void request(Telemetry telemetry, @Nullable String traceparent) {
    Tracing.RequestSpan span = telemetry.tracing().request("GET", traceparent);
    span.detach();
    span.end("/things/{id}", 200);
  }
}

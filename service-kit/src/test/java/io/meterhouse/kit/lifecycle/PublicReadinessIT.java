package io.meterhouse.kit.lifecycle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.meterhouse.kit.config.HttpConfig;
import io.meterhouse.kit.config.Settings;
import io.meterhouse.kit.config.TelemetryConfig;
import io.meterhouse.kit.http.RouteGroup;
import io.meterhouse.kit.telemetry.Telemetry;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

/** What readiness tells of engines that are away, on an address that others reach and beside it. */
class PublicReadinessIT {

  private static final Engine ENGINE = new Engine("Oracle", "oracle.internal:1", "SETTING");
  private static final String WITH_ADDRESS =
      "\"module: Oracle at oracle.internal:1 does not answer\"";
  private static final Logger LOG = (Logger) LoggerFactory.getLogger("io.meterhouse.kit.lifecycle");

  private final ListAppender<ILoggingEvent> lines = new ListAppender<>();
  private final HttpClient client = HttpClient.newHttpClient();

  /** Its engine never answers. */
  private static final class Module implements ServiceModule {

    private final Parts parts = new Parts();

    @Override
    public String name() {
      return "module";
    }

    @Override
    public List<RouteGroup> routes() {
      return List.of();
    }

    @Override
    public void start() {
      EngineProbe.Question away =
          () -> {
            throw new IOException("refused");
          };
      parts.add(EngineProbe.start(ENGINE, away, Duration.ofMillis(1), Duration.ofDays(1)));
      await().until(() -> !problems().isEmpty());
    }

    @Override
    public List<String> problems() {
      return parts.problems();
    }

    @Override
    public List<String> publicProblems() {
      return parts.publicProblems();
    }

    @Override
    public List<String> notices() {
      return List.of("something is odd");
    }

    @Override
    public void close() {
      parts.close();
    }
  }

  @BeforeEach
  void listen() {
    lines.start();
    LOG.addAppender(lines);
  }

  @AfterEach
  void close() {
    LOG.detachAppender(lines);
    client.close();
  }

  @Test
  void shouldTellAddressesToTheLogAndTheAdminPortAlone() throws Exception {
    try (RunningService service = start("0.0.0.0", Map.of("METERHOUSE_ADMIN_PORT", "0"))) {
      assertThat(ready("http://127.0.0.1:" + service.port()))
          .contains("\"module: Oracle does not answer\"")
          .contains("\"module: something is odd\"")
          .doesNotContain("oracle.internal");
      String admin = line("metrics at ").substring("metrics at ".length());
      assertThat(ready(admin.substring(0, admin.length() - "/metrics".length())))
          .contains(WITH_ADDRESS);
      assertThat(line("Oracle at ")).isEqualTo("Oracle at oracle.internal:1 does not answer");
    }
  }

  @Test
  void shouldTellAddressesToThisMachine() throws Exception {
    try (RunningService service = start("127.0.0.1", Map.of())) {
      assertThat(ready(service.address())).contains(WITH_ADDRESS);
    }
  }

  private static RunningService start(String host, Map<String, String> telemetry) {
    return ServiceRunner.start(
        HttpConfig.from(
            Settings.of(Map.of("METERHOUSE_HTTP_HOST", host, "METERHOUSE_HTTP_PORT", "0"))),
        _ -> Optional.empty(),
        List.of(new Module()),
        InstantSource.system(),
        Telemetry.start(TelemetryConfig.from(Settings.of(telemetry)), "module"));
  }

  private String ready(String address) throws Exception {
    HttpResponse<String> answer =
        client.send(
            HttpRequest.newBuilder(URI.create(address + "/health/ready")).build(),
            HttpResponse.BodyHandlers.ofString());
    assertThat(answer.statusCode()).isEqualTo(503);
    return answer.body();
  }

  private String line(String beginning) {
    return List.copyOf(lines.list).stream()
        .map(ILoggingEvent::getFormattedMessage)
        .filter(message -> message.startsWith(beginning))
        .findFirst()
        .orElseThrow();
  }
}

package io.meterhouse.ingest;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.meterhouse.kit.config.HttpConfig;
import io.meterhouse.kit.config.Settings;
import io.meterhouse.kit.config.TelemetryConfig;
import io.meterhouse.kit.lifecycle.RunningService;
import io.meterhouse.kit.lifecycle.ServiceRunner;
import io.meterhouse.kit.telemetry.Telemetry;
import io.meterhouse.kit.telemetry.TextLayout;
import io.meterhouse.local.EngineAddresses;
import io.meterhouse.local.junit.Engines;
import io.meterhouse.testing.TestTokens;
import io.meterhouse.testing.Workspace;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.slf4j.LoggerFactory;

/**
 * Whatever a client sends and whatever goes wrong, the log has neither secrets nor lines that a
 * client wrote: a real service whose every line is kept, at the level that says the most.
 */
@ExtendWith(Engines.class)
class SecretsInLogIT {

  private static final String SECRET = "hunter2-do-not-log";
  private static final String FORGED = "FORGED LINE";

  @Test
  void shouldLogNeitherSecretsNorLinesOfOthers(EngineAddresses engines) throws Exception {
    LoggerContext context = (LoggerContext) LoggerFactory.getILoggerFactory();
    Logger ours = context.getLogger("io.meterhouse");
    Level usual = ours.getLevel();
    ListAppender<ILoggingEvent> lines = new ListAppender<>();
    lines.start();
    context.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME).addAppender(lines);
    ours.setLevel(Level.TRACE);
    try {
      provoke(engines);
    } finally {
      ours.setLevel(usual);
      context.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME).detachAppender(lines);
    }

    TextLayout layout = new TextLayout();
    List<String> written = List.copyOf(lines.list).stream().map(layout::doLayout).toList();
    assertThat(written).anyMatch(line -> line.contains("POST /api/v1/events 401"));
    assertThat(written).noneMatch(line -> line.contains(SECRET));
    assertThat(written.stream().flatMap(String::lines)).noneMatch(line -> line.startsWith(FORGED));
  }

  private static void provoke(EngineAddresses engines) throws Exception {
    Workspace workspace = Workspace.on(engines, "secrets", 1);
    Map<String, String> environment = new HashMap<>();
    environment.put("METERHOUSE_KAFKA_BOOTSTRAP_SERVERS", workspace.kafka().bootstrapServers());
    environment.put("METERHOUSE_TOPIC_PREFIX", workspace.kafka().topicPrefix());
    environment.put("METERHOUSE_HTTP_PORT", "0");
    environment.put("METERHOUSE_POSTGRES_PASSWORD", SECRET);
    environment.put("METERHOUSE_CLICKHOUSE_PASSWORD", SECRET);
    environment.put("METERHOUSE_CLICKHOUSE_URL", "http://u:" + SECRET + "@127.0.0.1:9?p=" + SECRET);
    // Nobody listens there: the exporter fails, and says so.
    environment.put("METERHOUSE_OTEL_ENDPOINT", "http://127.0.0.1:9");
    Settings settings = Settings.of(environment);
    settings.check("ingest-api");
    Telemetry telemetry = Telemetry.start(TelemetryConfig.from(settings), "ingest-api");
    InstantSource clock = InstantSource.system();
    try (RunningService service =
        ServiceRunner.start(
            HttpConfig.from(settings),
            new TestTokens(),
            List.of(IngestModule.create(IngestConfig.from(settings), clock, telemetry)),
            clock,
            telemetry)) {
      int port = service.port();
      String token = "Authorization: Bearer " + SECRET + "\r\n";
      send(port, "POST /api/v1/events?token=" + SECRET, token, "{}");
      send(port, "POST /api/v1/events", "Authorization: Bearer platform\r\n", "{\"" + SECRET);
      send(
          port,
          "POST /api/v1/events",
          "Authorization: Bearer platform\r\nX-Request-Id: a%0d%0a" + FORGED + "\r\n",
          "{\"id\":\"\\r\\n" + FORGED + "\",\"source\":\"\\n" + FORGED + "\",\"type\":\"t\"}");
      send(port, "GET /nowhere%0d%0a" + FORGED.replace(' ', '_'), token, "");
      send(port, "GET /\r" + FORGED, token, "");
      send(port, "BREW\u000b" + SECRET + " /", token, "");
    }
  }

  private static void send(int port, String requestLine, String headers, String body)
      throws IOException {
    String text =
        requestLine
            + " HTTP/1.1\r\nHost: x\r\nConnection: close\r\nContent-Type: application/json\r\n"
            + "Content-Length: "
            + body.length()
            + "\r\n"
            + headers
            + "\r\n"
            + body;
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
      socket.getOutputStream().write(text.getBytes(StandardCharsets.US_ASCII));
      socket.getOutputStream().flush();
      assertThat(socket.getInputStream().readAllBytes()).isNotEmpty();
    }
  }
}

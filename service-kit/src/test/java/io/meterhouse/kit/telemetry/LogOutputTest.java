package io.meterhouse.kit.telemetry;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.OutputStreamAppender;
import ch.qos.logback.core.encoder.LayoutWrappingEncoder;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.meterhouse.kit.config.LogConfig;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.slf4j.helpers.BasicMDCAdapter;

class LogOutputTest {

  private static final String HOSTILE =
      "a\r\n2026-11-22T00:00:00.000Z ERROR [main] forged \u001b[2J\u2028\u202eb\u0000\u0085";

  private final ByteArrayOutputStream written = new ByteArrayOutputStream();
  private final LoggerContext context = new LoggerContext();
  private final BasicMDCAdapter fields = new BasicMDCAdapter();

  @AfterEach
  void stop() {
    context.stop();
  }

  @Test
  void shouldNotLetAnybodyBeginALineOfText() {
    Logger logger = logger(new LogConfig(false, "info"));
    fields.put(LogContext.TRACE_ID, HOSTILE);
    logger.warn("path {}", HOSTILE, new IllegalStateException(HOSTILE, new Exception(HOSTILE)));

    List<String> lines = text().lines().toList();
    assertThat(lines).hasSizeGreaterThan(4);
    assertThat(lines.getFirst())
        .contains(" WARN  [", "] i.m.k.Some trace_id=a\\r\\n2026", "path a\\r\\n2026")
        .contains("\\u001b[2J\\u2028\\u202eb\\u0000\\u0085");
    assertThat(lines.get(1)).startsWith("  java.lang.IllegalStateException: a\\r\\n2026");
    assertThat(lines.subList(1, lines.size())).allMatch(line -> line.startsWith("  "));
    assertThat(lines).anyMatch(line -> line.startsWith("  caused by: java.lang.Exception: a\\r"));
    assertThat(text().replace("\n", "").codePoints().filter(Character::isISOControl)).isEmpty();
  }

  @Test
  void shouldWriteOneObjectALineWithTheFieldsOfTheRequest() throws Exception {
    Logger logger = logger(new LogConfig(true, "info"));
    fields.put(LogContext.TRACE_ID, "req-1");
    fields.put(LogContext.TENANT, "TEN-1");
    logger.atWarn().addKeyValue("route", "/x/{id}").log("path {}", HOSTILE);
    logger.debug("too small");

    assertThat(text().lines()).hasSize(1);
    JsonNode line = new ObjectMapper().readTree(text());
    assertThat(line.path("trace_id").asText()).isEqualTo("req-1");
    assertThat(line.path("tenant").asText()).isEqualTo("TEN-1");
    assertThat(line.path("service").asText()).isEqualTo("ingest-api");
    assertThat(line.path("route").asText()).isEqualTo("/x/{id}");
    assertThat(line.path("level").asText()).isEqualTo("WARN");
    assertThat(line.path("message").asText()).isEqualTo("path " + HOSTILE);
    assertThat(line.path("@timestamp").asText()).endsWith("Z");
  }

  @Test
  void shouldLogWhatTheLevelAsksFor() {
    Logger logger = logger(new LogConfig(false, "debug"));
    logger.debug("small");
    assertThat(text()).contains("DEBUG").contains("small");
  }

  private Logger logger(LogConfig config) {
    context.setMDCAdapter(fields);
    OutputStreamAppender<ILoggingEvent> appender = new OutputStreamAppender<>();
    LayoutWrappingEncoder<ILoggingEvent> encoder = new LayoutWrappingEncoder<>();
    encoder.setContext(context);
    TextLayout layout = new TextLayout();
    layout.start();
    encoder.setLayout(layout);
    encoder.start();
    appender.setContext(context);
    appender.setEncoder(encoder);
    appender.setOutputStream(written);
    appender.start();
    Logger root = context.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
    root.addAppender(appender);
    root.setLevel(Level.WARN);
    LogOutput.configure(context, config, "ingest-api");
    return context.getLogger("io.meterhouse.kit.Some");
  }

  private String text() {
    return written.toString(StandardCharsets.UTF_8);
  }
}

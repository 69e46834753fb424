package io.meterhouse.kit.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.meterhouse.kit.access.Authenticator;
import io.meterhouse.kit.access.Caller;
import io.meterhouse.kit.access.Scope;
import io.meterhouse.kit.config.HttpConfig;
import io.meterhouse.kit.config.Settings;
import io.meterhouse.kit.config.TelemetryConfig;
import io.meterhouse.kit.lifecycle.RunningService;
import io.meterhouse.kit.lifecycle.ServiceModule;
import io.meterhouse.kit.lifecycle.ServiceRunner;
import io.meterhouse.kit.telemetry.Telemetry;
import io.meterhouse.kit.telemetry.Tracing;
import io.meterhouse.metering.TenantId;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.sdk.testing.junit5.OpenTelemetryExtension;
import io.opentelemetry.sdk.trace.data.SpanData;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.slf4j.LoggerFactory;

/** What a service tells of the requests that it answers; a real server on loopback. */
class TelemetryIT {

  private static final String TRACE = "0af7651916cd43dd8448eb211c80319c";
  private static final org.slf4j.Logger LOG = LoggerFactory.getLogger("io.meterhouse.kit.test");

  private static final Authenticator TOKENS =
      token ->
          token.equals("right")
              ? Optional.of(
                  new Caller("key-1", TenantId.of("TEN-1"), EnumSet.of(Scope.TENANT_READ)))
              : Optional.empty();

  @RegisterExtension
  private final OpenTelemetryExtension openTelemetry = OpenTelemetryExtension.create();

  private final HttpClient client = HttpClient.newHttpClient();
  private final ListAppender<ILoggingEvent> lines = new ListAppender<>();
  private final Logger ours = (Logger) LoggerFactory.getLogger("io.meterhouse");
  private RunningService service;

  /** One route that takes a tenant, and one that logs and fails. */
  private static final class Module implements ServiceModule, RouteGroup.Operations {

    @Override
    public String name() {
      return "module";
    }

    @Override
    public List<RouteGroup> routes() {
      return List.of(this);
    }

    @Override
    public void register(Routes routes) {
      routes.get(
          "/things/{id}",
          Access.requires(Scope.TENANT_READ),
          ctx -> {
            QueryParams params = QueryParams.of(ctx);
            params.optionalText("secret");
            params.check();
            LOG.info("the thing {}", ctx.pathParam("id"));
            Answers.json(ctx, 200, Map.of("traceparent", "" + Tracing.currentTraceparent()));
          });
      routes.get(
          "/fail",
          Access.OPEN,
          ctx -> {
            throw new IllegalStateException("unforeseen");
          });
    }

    @Override
    public void start() {}

    @Override
    public List<String> problems() {
      return List.of();
    }

    @Override
    public List<String> publicProblems() {
      return List.of();
    }

    @Override
    public void close() {}
  }

  @BeforeEach
  void listen() {
    lines.start();
    ours.addAppender(lines);
    service =
        ServiceRunner.start(
            HttpConfig.onFreePort(),
            TOKENS,
            List.of(new Module()),
            InstantSource.system(),
            Telemetry.with(new Tracing(openTelemetry.getOpenTelemetry())));
  }

  @AfterEach
  void close() {
    service.close();
    client.close();
    ours.detachAppender(lines);
  }

  @Test
  void shouldCountRequestsByTemplateAndNeverByPath() throws Exception {
    get("/things/1", "right");
    get("/things/2", "right");
    get("/things/3", "wrong");
    get("/nowhere/at-all", "right");
    get("/fail", "right");

    await()
        .untilAsserted(
            () ->
                assertThat(get("/metrics", "").body())
                    .contains(
                        "meterhouse_http_request_seconds_count{method=\"GET\",route=\"/things/{id}\",status=\"2xx\"} 2",
                        "meterhouse_http_request_seconds_count{method=\"GET\",route=\"/things/{id}\",status=\"4xx\"} 1",
                        "meterhouse_http_request_seconds_count{method=\"GET\",route=\"none\",status=\"4xx\"} 1",
                        "meterhouse_http_request_seconds_bucket{method=\"GET\",route=\"/things/{id}\",status=\"2xx\",le=\"10.0\"} 2",
                        "meterhouse_http_refusals_total{code=\"UNAUTHENTICATED\",fault=\"caller\",route=\"/things/{id}\"} 1",
                        "meterhouse_http_refusals_total{code=\"INTERNAL\",fault=\"server\",route=\"/fail\"} 1",
                        "meterhouse_http_authentication_failures_total{status=\"401\"} 1",
                        "meterhouse_http_tenant_requests_total{tenant=\"TEN-1\"} 2",
                        "meterhouse_http_requests_in_flight 1.0",
                        "jvm_memory_used_bytes{",
                        "process_uptime_seconds")
                    .doesNotContain("at-all", "things/1"));
  }

  @Test
  void shouldBoundTheMethodsThatAClientMakesUp() throws Exception {
    raw("MADEUP /things/1 HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");
    await()
        .untilAsserted(
            () ->
                assertThat(get("/metrics", "").body())
                    .contains("method=\"OTHER\"")
                    .doesNotContain("MADEUP"));
  }

  @Test
  void shouldContinueTheTraceOfTheClientAndNameTheSpanByRoute() throws Exception {
    HttpResponse<String> answer =
        client.send(
            request("/things/1", "right")
                .header("traceparent", "00-" + TRACE + "-b7ad6b7169203331-01")
                .header("X-Request-Id", "mine")
                .build(),
            HttpResponse.BodyHandlers.ofString());

    assertThat(answer.body()).contains("00-" + TRACE + "-");
    assertThat(answer.headers().firstValue("X-Request-Id")).contains("mine");
    await().until(() -> !openTelemetry.getSpans().isEmpty());
    SpanData span = openTelemetry.getSpans().getFirst();
    assertThat(span.getTraceId()).isEqualTo(TRACE);
    assertThat(span.getName()).isEqualTo("GET /things/{id}");
    assertThat(span.getAttributes().get(AttributeKey.longKey("http.response.status_code")))
        .isEqualTo(200);
    assertThat(line("the thing 1").getMDCPropertyMap())
        .containsEntry("trace_id", "mine")
        .containsEntry("otel_trace_id", TRACE)
        .containsEntry("caller", "key-1")
        .containsEntry("tenant", "TEN-1");
  }

  @Test
  void shouldWriteALineForEachRequest() throws Exception {
    get("/things/1?secret=hunter2", "right");
    get("/nowhere", "right");
    get("/nowhere%0d%0aforged", "right");

    ILoggingEvent line = line("GET /things/{id} 200 ");
    assertThat(line.getMDCPropertyMap())
        .containsEntry("caller", "key-1")
        .containsEntry("tenant", "TEN-1")
        .containsKey("trace_id");
    assertThat(line.getKeyValuePairs())
        .extracting(pair -> pair.key)
        .containsExactly("method", "route", "status", "duration_ms", "bytes_in", "bytes_out");
    assertThat(line("GET none 404 ").getMDCPropertyMap()).doesNotContainKey("caller");
    assertThat(lines.list)
        .extracting(ILoggingEvent::getFormattedMessage)
        .noneMatch(message -> message.contains("hunter2") || message.contains("forged"));
  }

  @Test
  void shouldHaveMetricsNowhereNearAnApiThatOthersReach() throws Exception {
    service.close();
    service =
        ServiceRunner.start(
            HttpConfig.from(
                Settings.of(
                    Map.of("METERHOUSE_HTTP_HOST", "0.0.0.0", "METERHOUSE_HTTP_PORT", "0"))),
            TOKENS,
            List.of(new Module()),
            InstantSource.system());
    assertThat(get("/metrics", "").statusCode()).isEqualTo(404);
    assertThat(get("/health/ready", "").statusCode()).isEqualTo(200);
  }

  @Test
  void shouldHaveMetricsOnAPortOfTheirOwn() throws Exception {
    service.close();
    Telemetry telemetry =
        Telemetry.start(
            TelemetryConfig.from(Settings.of(Map.of("METERHOUSE_ADMIN_PORT", "0"))), "module");
    service =
        ServiceRunner.start(
            HttpConfig.onFreePort(),
            TOKENS,
            List.of(new Module()),
            InstantSource.system(),
            telemetry);
    String told = line("metrics at http://127.0.0.1:").getFormattedMessage();
    URI metrics = URI.create(told.substring("metrics at ".length()));

    assertThat(get("/metrics", "").statusCode()).isEqualTo(404);
    get("/things/1", "right");
    await().untilAsserted(() -> assertThat(get(metrics).body()).contains("route=\"/things/{id}\""));
    assertThat(get(metrics.resolve("/health/live")).statusCode()).isEqualTo(200);
    assertThat(get(metrics.resolve("/things/1")).statusCode()).isEqualTo(404);
  }

  private ILoggingEvent line(String beginning) {
    return await()
        .until(
            () ->
                List.copyOf(lines.list).stream()
                    .filter(event -> event.getFormattedMessage().startsWith(beginning))
                    .findFirst(),
            Optional::isPresent)
        .orElseThrow();
  }

  private HttpRequest.Builder request(String path, String token) {
    return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + service.port() + path))
        .header("Authorization", "Bearer " + token);
  }

  private HttpResponse<String> get(String path, String token)
      throws IOException, InterruptedException {
    return client.send(request(path, token).build(), HttpResponse.BodyHandlers.ofString());
  }

  private HttpResponse<String> get(URI address) throws IOException, InterruptedException {
    return client.send(
        HttpRequest.newBuilder(address).build(), HttpResponse.BodyHandlers.ofString());
  }

  private void raw(String text) throws IOException {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), service.port())) {
      socket.getOutputStream().write(text.getBytes(StandardCharsets.US_ASCII));
      socket.getOutputStream().flush();
      assertThat(socket.getInputStream().readAllBytes()).isNotEmpty();
    }
  }
}

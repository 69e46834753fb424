package io.meterhouse.ingest.fault;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.github.luben.zstd.Zstd;
import io.meterhouse.ingest.IngestConfig;
import io.meterhouse.kit.config.EdgeConfig;
import io.meterhouse.local.EngineAddresses;
import io.meterhouse.local.junit.Engines;
import io.meterhouse.testing.TestTokens;
import io.meterhouse.testing.Workspace;
import io.meterhouse.testing.http.Answer;
import io.meterhouse.testing.http.ApiClient;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Bodies that are small to send and large to take end in a refusal, and hold nothing behind. */
@ExtendWith(Engines.class)
class HostileBodiesIT {

  private static final Duration PATIENCE = Duration.ofMinutes(8);
  private static final String EVENTS = "/api/v1/events";
  private static final String JSON = "application/json";

  /** Inflated one of these is already beyond the limit, and all of them beyond the heap. */
  private static final byte[] FRAME = new byte[16 * 1024 * 1024];

  private static final int FRAMES = 128;

  private static final int TENANTS = 100_000;
  private static final int BATCH = 1_000;

  /** Tenants with a series of their own, and one for all others. */
  private static final int SERIES = 101;

  private static IngestUnderFire service;
  private static ApiClient client;

  @BeforeAll
  static void start(EngineAddresses engines) {
    Workspace workspace = Workspace.on(engines, "hostile", 2);
    service =
        IngestUnderFire.start(
            IngestConfig.of(workspace.kafka(), workspace.startup()), EdgeConfig.DEFAULT);
    client = new ApiClient(service::address);
  }

  @AfterAll
  static void stop() {
    client.close();
    service.close();
  }

  @AfterEach
  void shouldHoldNothingBehindAndTakeTheNextEvent() {
    assertThat(post(JSON, "", event("next", "TEN-next").getBytes(UTF_8)).status()).isEqualTo(202);
    assertThat(service.heldBytes()).isZero();
  }

  @Test
  void shouldRefuseAGzipBombWithoutInflatingIt() throws IOException {
    ByteArrayOutputStream packed = new ByteArrayOutputStream();
    try (GZIPOutputStream gzip = new GZIPOutputStream(packed)) {
      gzip.write(FRAME);
    }
    refusesBomb("gzip", packed.toByteArray());
  }

  @Test
  void shouldRefuseAZstdBombWithoutInflatingIt() throws IOException {
    refusesBomb("zstd", Zstd.compress(FRAME));
  }

  private static void refusesBomb(String coding, byte[] frame) throws IOException {
    ByteArrayOutputStream bomb = new ByteArrayOutputStream();
    for (int i = 0; i < FRAMES; i++) {
      bomb.write(frame);
    }
    double taken = service.metric("meterhouse_ingest_body_bytes_total").getFirst();

    Answer answer = post(JSON, coding, bomb.toByteArray());

    assertThat(answer.status()).isEqualTo(413);
    assertThat(answer.message()).contains("when inflated");
    assertThat(service.metric("meterhouse_ingest_body_bytes_total").getFirst()).isEqualTo(taken);
  }

  @Test
  void shouldRefuseAnEventThatIsAMillionLevelsDeep() {
    String deep = "[".repeat(1_000_000) + "]".repeat(1_000_000);
    String event = event("deep", "TEN-deep").replace("}", ",\"data\":{\"a\":" + deep + "}}");

    Answer answer = post(JSON, "", event.getBytes(UTF_8));

    assertThat(answer.status()).isEqualTo(400);
    assertThat(answer.code()).isEqualTo("INVALID_JSON");
  }

  @Test
  void shouldRefuseTextThatIsNoUtf8() {
    for (String bad : new String[] {"\u00ff", "\u00c3(", "\u00c0\u00af", "\u00ed\u00a0\u0080"}) {
      byte[] body = event("utf-" + bad, "TEN-utf").getBytes(ISO_8859_1);
      Answer answer = post(JSON, "", body);
      assertThat(answer.status()).isEqualTo(400);
      assertThat(answer.code()).isEqualTo("INVALID_JSON");
    }
  }

  @Test
  void shouldBoundItsMetricsWhateverTheNumberOfTenants() throws Exception {
    // Not the client that holds each body against the contract, which takes longer than all else.
    try (HttpClient http = HttpClient.newHttpClient()) {
      for (int first = 0; first < TENANTS; first += BATCH) {
        String batch =
            IntStream.range(first, first + BATCH)
                .mapToObj(n -> event("e", "TEN-many" + n))
                .collect(Collectors.joining(",", "[", "]"));
        assertThat(http.send(request(batch), BodyHandlers.discarding()).statusCode())
            .isEqualTo(202);
      }
    }

    assertThat(service.metric("meterhouse_ingest_accepted_events_total"))
        .hasSizeLessThanOrEqualTo(SERIES)
        .satisfies(
            series ->
                assertThat(series.stream().mapToDouble(Double::doubleValue).sum())
                    .isGreaterThanOrEqualTo(TENANTS));
    assertThat(service.metric("meterhouse_http_tenant_requests_total"))
        .hasSizeLessThanOrEqualTo(SERIES + 1);
  }

  private static HttpRequest request(String body) {
    return HttpRequest.newBuilder(URI.create(service.address() + EVENTS))
        .timeout(PATIENCE)
        .header("Authorization", "Bearer " + TestTokens.PLATFORM)
        .header("Content-Type", JSON)
        .POST(BodyPublishers.ofString(body))
        .build();
  }

  private static String event(String id, String tenant) {
    return "{\"id\":\"%s\",\"source\":\"s\",\"type\":\"t\",\"tenantid\":\"%s\"}"
        .formatted(id, tenant);
  }

  private static Answer post(String contentType, String coding, byte[] body) {
    return client.send(
        "POST", EVENTS, Map.of("Content-Type", contentType, "Content-Encoding", coding), body);
  }
}

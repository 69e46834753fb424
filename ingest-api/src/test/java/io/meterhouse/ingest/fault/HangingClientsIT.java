package io.meterhouse.ingest.fault;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.meterhouse.ingest.IngestConfig;
import io.meterhouse.kit.config.EdgeConfig;
import io.meterhouse.kit.config.HttpLimits;
import io.meterhouse.kit.config.RateLimitConfig;
import io.meterhouse.local.EngineAddresses;
import io.meterhouse.local.junit.Engines;
import io.meterhouse.testing.Workspace;
import io.meterhouse.testing.http.Answer;
import io.meterhouse.testing.http.ApiClient;
import java.time.Duration;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * Clients that begin a request and never end it keep nobody out, and what is held of their bodies
 * is bounded by what they sent.
 */
@ExtendWith(Engines.class)
class HangingClientsIT {

  private static final Duration PATIENCE = Duration.ofMinutes(8);
  private static final String SENT = "x".repeat(1_000);
  private static final int MEBIBYTE = 1024 * 1024;

  private static Workspace workspace;

  @BeforeAll
  static void makeRoom(EngineAddresses engines) {
    workspace = Workspace.on(engines, "hanging", 2);
  }

  @Test
  void shouldTakeEventsWhileAThousandClientsHang() throws Exception {
    IngestConfig config = IngestConfig.of(workspace.kafka(), workspace.startup());
    try (IngestUnderFire service = start(config, HttpLimits.DEFAULT);
        ApiClient client = new ApiClient(service::address);
        Sockets heads = new Sockets(service.port());
        Sockets bodies = new Sockets(service.port())) {
      heads.hang(400, Sockets.head("X-Slow: a"));
      // What they announce is many times the room that there is for bodies.
      bodies.hang(200, Sockets.head("Content-Length: 8000000") + "\r\n" + SENT);
      bodies.hang(200, Sockets.head("Transfer-Encoding: chunked") + "\r\n7fffff\r\n" + SENT);
      bodies.hang(
          200, Sockets.head("Content-Length: 8000000", "Content-Encoding: gzip") + "\r\n" + SENT);
      await("600 requests").atMost(PATIENCE).until(() -> service.requests() == 600);

      for (int i = 0; i < 10; i++) {
        heads.sendAll("a");
        bodies.sendAll("y");
        assertThat(post(client).status()).isEqualTo(202);
      }

      assertThat(service.requests()).as("they still hang").isEqualTo(600);
      assertThat(service.heldBytes())
          .isGreaterThanOrEqualTo(600 * SENT.length())
          .isLessThanOrEqualTo(config.maxInflightBytes());
      bodies.leave();
      await("no request").atMost(PATIENCE).until(() -> service.requests() == 0);
      assertThat(service.heldBytes()).isZero();
    }
  }

  @Test
  void shouldGiveBackWhatIsHeldWhenItCutsThemOff() throws Exception {
    IngestConfig config = IngestConfig.of(workspace.kafka(), workspace.startup());
    Duration longer = Duration.ofMinutes(5);
    HttpLimits limits =
        new HttpLimits(16_384, 8_192, 100, longer, longer, Duration.ofSeconds(5), 1_000, 1_000);
    try (IngestUnderFire service = start(config, limits);
        Sockets bodies = new Sockets(service.port())) {
      bodies.hang(50, Sockets.head("Content-Length: 8000000") + "\r\n" + SENT);
      await("bodies").atMost(PATIENCE).until(() -> service.heldBytes() > 0);

      await("no request").atMost(PATIENCE).until(() -> service.requests() == 0);

      assertThat(service.heldBytes()).isZero();
    }
  }

  @Test
  void shouldAnswer503WhileBodiesFillTheRoomAndGoOnWhenTheyAreGone() throws Exception {
    IngestConfig defaults = IngestConfig.of(workspace.kafka(), workspace.startup());
    IngestConfig config =
        new IngestConfig(
            defaults.kafka(),
            defaults.startup(),
            defaults.limits(),
            Duration.ofSeconds(2),
            defaults.bufferBytes(),
            MEBIBYTE);
    try (IngestUnderFire service = start(config, HttpLimits.DEFAULT);
        ApiClient client = new ApiClient(service::address)) {
      try (Sockets bodies = new Sockets(service.port())) {
        bodies.hang(200, Sockets.head("Content-Length: 8000000") + "\r\n" + SENT);
        await("a full room").atMost(PATIENCE).until(() -> post(client).status() == 503);

        Answer full = post(client);
        assertThat(full.status()).isEqualTo(503);
        assertThat(full.headers().firstValue("Retry-After")).hasValue("1");
        assertThat(full.message()).contains("set aside");
        assertThat(service.heldBytes()).isLessThanOrEqualTo(MEBIBYTE);
      }
      await("room again").atMost(PATIENCE).until(() -> post(client).status() == 202);
    }
  }

  private static IngestUnderFire start(IngestConfig config, HttpLimits limits) {
    return IngestUnderFire.start(
        config, EdgeConfig.DEFAULT.withLimits(limits).withRateLimits(RateLimitConfig.OFF));
  }

  private static Answer post(ApiClient client) {
    return client.post("/api/v1/events", "{'id':'i','source':'s','type':'t','tenantid':'TEN-1'}");
  }
}

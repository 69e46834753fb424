package io.meterhouse.query;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.meterhouse.kit.config.ClickHouseConfig;
import io.meterhouse.kit.config.HttpConfig;
import io.meterhouse.kit.config.StartupConfig;
import io.meterhouse.kit.lifecycle.ServiceRunner;
import io.meterhouse.kit.lifecycle.StartupException;
import io.meterhouse.local.EngineAddresses;
import io.meterhouse.local.junit.Engines;
import io.meterhouse.testing.TestTokens;
import io.meterhouse.testing.http.Answer;
import io.meterhouse.testing.http.OpenApiContract;
import io.meterhouse.testing.http.RegisteredRoutes;
import io.meterhouse.usagestore.Watermarks;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(Engines.class)
class ServiceIT {

  private static QueryService service;

  @BeforeAll
  static void start(EngineAddresses engines) {
    service = QueryService.start(engines);
  }

  @AfterAll
  static void stop() {
    service.close();
  }

  @Test
  void shouldTellItsHealthBeforeAndAfterTheFirstWatermark() {
    Answer before = service.get("/api/v1/health");
    assertThat(before.status()).isEqualTo(200);
    assertThat(before.body().path("status").asText()).isEqualTo("ok");
    assertThat(before.body().path("cur_freshness_days").isNull()).isTrue();
    assertThat(before.body().path("db_read_replica_lag_ms").asLong()).isZero();

    new Watermarks(service.store()).record(Watermarks.USAGE, Instant.parse("2026-11-19T09:00:00Z"));

    // An answer serves all who ask within a moment.
    Answer after =
        await()
            .atMost(Duration.ofMinutes(1))
            .until(
                () -> service.get("/api/v1/health"),
                now -> !now.body().path("cur_freshness_days").isNull());
    assertThat(after.body().path("cur_freshness_days").asLong()).isEqualTo(2);
    assertThat(after.body().path("watermark").asText()).isEqualTo("2026-11-19T09:00:00Z");
    assertThat(after.body().path("engines").toString())
        .isEqualTo("{\"clickhouse\":\"ok\",\"postgresql\":\"ok\"}");
  }

  @Test
  void shouldServeTheContractAsJson() {
    JsonNode served = service.get("/api/v1/openapi.json").body();

    assertThat(served.path("openapi").asText()).isEqualTo("3.1.0");
    assertThat(served.path("paths")).isEqualTo(new OpenApiContract().document().path("paths"));
  }

  @Test
  void shouldServeEachFamilyAndNoOther() {
    for (String family : List.of("operations", "pricing", "oauth")) {
      JsonNode served = service.get("/api/v1/openapi/" + family + ".json").body();
      assertThat(served.path("paths").isEmpty()).as(family).isFalse();
    }
    Answer none = service.get("/api/v1/openapi/shared.json");
    assertThat(none.status()).isEqualTo(404);
    assertThat(none.message()).contains("operations, pricing, oauth");
  }

  @Test
  void shouldServeThePageWithAPolicyOfItsOwnToAnybody() throws Exception {
    try (HttpClient anybody = HttpClient.newHttpClient()) {
      HttpResponse<String> page =
          anybody.send(
              HttpRequest.newBuilder(URI.create(service.address() + "/api/v1/reference")).build(),
              HttpResponse.BodyHandlers.ofString());

      assertThat(page.statusCode()).isEqualTo(200);
      assertThat(page.headers().allValues("Content-Type"))
          .containsExactly("text/html;charset=utf-8");
      assertThat(page.headers().allValues("Content-Security-Policy"))
          .singleElement()
          .asString()
          .contains("style-src 'sha256-");
      assertThat(page.body()).startsWith("<!doctype html>").contains("id=\"op-acceptEvents\"");
    }
  }

  @Test
  void shouldServeEveryRouteOfTheContractAndNoOther() {
    QueryModule module = QueryModule.create(service.config(), InstantSource.system());
    try (module) {
      module.start();

      assertThat(RegisteredRoutes.of(module.routes()))
          .isEqualTo(new OpenApiContract().operationsOf("query-api"));
    }
  }

  @Test
  void shouldSayWhichEngineItCannotReachAndLeaveNothingBehind() {
    QueryConfig config = service.config();
    QueryConfig unreachable =
        new QueryConfig(
            config.postgres(),
            config.kafka(),
            new ClickHouseConfig("http://127.0.0.1:1", "none", "default", ""),
            new StartupConfig(Duration.ofMillis(300)),
            config.limits(),
            config.changes(),
            TokenIssuerConfig.OFF);
    InstantSource clock = InstantSource.system();

    assertThatThrownBy(
            () ->
                ServiceRunner.start(
                    HttpConfig.onFreePort(),
                    new TestTokens(),
                    List.of(QueryModule.create(unreachable, clock)),
                    clock))
        .isInstanceOf(StartupException.class)
        .hasMessageContaining("ClickHouse at http://127.0.0.1:1")
        .hasMessageContaining("METERHOUSE_CLICKHOUSE_URL");
  }
}

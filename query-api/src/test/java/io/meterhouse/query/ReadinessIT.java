package io.meterhouse.query;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.meterhouse.local.EngineAddresses;
import io.meterhouse.local.clickhouse.ClickHouseEngine;
import io.meterhouse.local.clickhouse.EngineSettings;
import io.meterhouse.local.junit.Engines;
import io.meterhouse.local.postgres.PostgresEngine;
import io.meterhouse.testing.http.Answer;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** Engines of the test's own go away and come back. */
@ExtendWith(Engines.class)
class ReadinessIT {

  private static final Duration PATIENCE = Duration.ofMinutes(8);

  @Test
  void shouldNameTheEngineThatWentAwayUntilItIsBack(EngineAddresses shared, @TempDir Path folder) {
    try (PostgresEngine postgres = PostgresEngine.start(folder.resolve("postgres"));
        ClickHouseEngine clickHouse =
            ClickHouseEngine.start(
                EngineSettings.in(folder.resolve("clickhouse")).forShortLife(true));
        QueryService service = QueryService.start(engines(shared, postgres, clickHouse))) {
      assertThat(service.get("/health/ready").status()).isEqualTo(200);

      postgres.kill();
      awaitReason(service, "query-api: PostgreSQL at " + postgres.jdbcUrl() + " does not answer");
      postgres.restart();
      awaitReady(service);

      clickHouse.kill();
      awaitReason(service, "query-api: ClickHouse at " + clickHouse.url() + " does not answer");
      clickHouse.restart();
      awaitReady(service);
    }
  }

  private static void awaitReason(QueryService service, String reason) {
    await()
        .atMost(PATIENCE)
        .untilAsserted(
            () -> {
              Answer answer = service.get("/health/ready");
              assertThat(answer.status()).isEqualTo(503);
              JsonNode body = answer.body();
              // A task that needed the engine meanwhile says so as well.
              assertThat(body.path("reasons").valueStream().map(JsonNode::asText))
                  .filteredOn(text -> !text.endsWith("fails, the log says why"))
                  .containsExactly(reason);
              assertThat(body.at("/modules/query-api").asText()).isEqualTo("not ready");
            });
    assertThat(service.get("/health/live").status()).isEqualTo(200);
  }

  private static void awaitReady(QueryService service) {
    await().atMost(PATIENCE).until(() -> service.get("/health/ready").status() == 200);
  }

  private static EngineAddresses engines(
      EngineAddresses shared, PostgresEngine postgres, ClickHouseEngine clickHouse) {
    return new EngineAddresses(
        shared.kafkaBootstrapServers(),
        clickHouse.url(),
        postgres.jdbcUrl(),
        postgres.user(),
        postgres.password());
  }
}

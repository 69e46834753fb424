package io.meterhouse.ratingengine;

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
import org.jdbi.v3.core.Jdbi;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** Engines of the test's own go away and come back. */
@ExtendWith(Engines.class)
class ReadinessIT {

  private static final Duration PATIENCE = Duration.ofMinutes(8);
  private static final Duration LESS_THAN_BROKERS_ALLOW = Duration.ofMillis(600);

  @Test
  void shouldNameTheEngineThatWentAwayUntilItIsBack(EngineAddresses shared, @TempDir Path folder) {
    try (PostgresEngine postgres = PostgresEngine.start(folder.resolve("postgres"));
        ClickHouseEngine clickHouse =
            ClickHouseEngine.start(
                EngineSettings.in(folder.resolve("clickhouse")).forShortLife(true));
        RatingService service = RatingService.start(engines(shared, postgres, clickHouse))) {
      awaitReady(service);

      postgres.kill();
      awaitReason(service, "PostgreSQL at " + postgres.jdbcUrl() + " does not answer");
      awaitReason(service, "price-changes fails, the log says why");
      postgres.restart();
      awaitReady(service);

      clickHouse.kill();
      awaitReason(service, "ClickHouse at " + clickHouse.url() + " does not answer");
      clickHouse.restart();
      awaitReady(service);
    }
  }

  @Test
  void shouldTellThatTheBrokersRefuseItAsAReader(EngineAddresses engines) {
    try (RatingService service = RatingService.start(engines, LESS_THAN_BROKERS_ALLOW)) {
      awaitReason(service, "continuous-rating fails, the log says why");
    }
  }

  @Test
  void shouldTellThatChangedPricesCannotBeFollowedUntilTheyCan(EngineAddresses engines) {
    try (RatingService service = RatingService.start(engines)) {
      Jdbi database = service.workspace().database();
      database.useHandle(
          handle -> handle.execute("ALTER TABLE rating_requests RENAME TO hidden_requests"));
      awaitReason(service, "price-changes fails, the log says why");

      database.useHandle(
          handle -> handle.execute("ALTER TABLE hidden_requests RENAME TO rating_requests"));
      awaitReady(service);
    }
  }

  private static void awaitReason(RatingService service, String reason) {
    await()
        .atMost(PATIENCE)
        .untilAsserted(
            () -> {
              Answer answer = service.client().get("/health/ready");
              assertThat(answer.status()).isEqualTo(503);
              JsonNode body = answer.body();
              assertThat(body.path("reasons").valueStream().map(JsonNode::asText))
                  .contains("rating-engine: " + reason);
              assertThat(body.at("/modules/rating-engine").asText()).isEqualTo("not ready");
            });
    assertThat(service.client().get("/health/live").status()).isEqualTo(200);
  }

  private static void awaitReady(RatingService service) {
    await().atMost(PATIENCE).until(() -> service.client().get("/health/ready").status() == 200);
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

package io.meterhouse.ingest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.meterhouse.kit.config.KafkaConfig;
import io.meterhouse.kit.config.StartupConfig;
import io.meterhouse.local.kafka.KafkaEngine;
import io.meterhouse.local.kafka.KafkaOptions;
import io.meterhouse.testing.ServiceUnderTest;
import io.meterhouse.testing.http.Answer;
import io.meterhouse.testing.http.ApiClient;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Promise P1: a broker that died means 503 and never a hang, and 202 again once it is back. The
 * client gives up after a minute; a producer left to itself would try for two.
 */
class BrokerAwayIT {

  private static final Duration DEADLINE = Duration.ofSeconds(2);
  private static final Duration PATIENCE = Duration.ofMinutes(8);

  @Test
  void shouldAnswer503AndGoOnWhenTheBrokerIsBack(@TempDir Path folder) throws Exception {
    InstantSource clock = InstantSource.system();
    try (KafkaEngine broker =
            KafkaEngine.start(KafkaOptions.in(folder.resolve("kafka")).forShortLife(true));
        ServiceUnderTest service =
            ServiceUnderTest.start(
                () -> IngestModule.create(config(broker.bootstrapServers()), clock), clock)) {
      ApiClient client = service.client();
      await().atMost(PATIENCE).until(() -> post(client).status() == 202);

      broker.kill();
      for (int i = 0; i < 2; i++) {
        Answer away = post(client);
        assertThat(away.status()).isEqualTo(503);
        assertThat(away.headers().firstValue("Retry-After")).hasValue("1");
        assertThat(away.code()).isEqualTo("UNAVAILABLE");
      }
      String reason = "ingest-api: Kafka at " + broker.bootstrapServers() + " does not answer";
      await()
          .atMost(PATIENCE)
          .untilAsserted(
              () -> {
                Answer ready = client.get("/health/ready");
                assertThat(ready.status()).isEqualTo(503);
                assertThat(ready.body().path("reasons").toString())
                    .isEqualTo("[\"" + reason + "\"]");
              });

      broker.restart();
      await().atMost(PATIENCE).until(() -> post(client).status() == 202);
      await().atMost(PATIENCE).until(() -> client.get("/health/ready").status() == 200);
    }
  }

  private static IngestConfig config(String bootstrapServers) {
    return new IngestConfig(
        new KafkaConfig(bootstrapServers, "", 2, 1),
        new StartupConfig(PATIENCE),
        IngestLimits.DEFAULT,
        DEADLINE,
        1024 * 1024,
        8 * 1024 * 1024);
  }

  private static Answer post(ApiClient client) {
    return client.post("/api/v1/events", "{'id':'i','source':'s','type':'t','tenantid':'TEN-1'}");
  }
}

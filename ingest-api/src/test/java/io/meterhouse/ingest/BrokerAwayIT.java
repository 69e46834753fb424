package io.meterhouse.ingest;

import static org.assertj.core.api.Assertions.assertThat;

import io.meterhouse.kit.config.HttpConfig;
import io.meterhouse.kit.config.KafkaConfig;
import io.meterhouse.kit.config.StartupConfig;
import io.meterhouse.kit.lifecycle.RunningService;
import io.meterhouse.kit.lifecycle.ServiceRunner;
import io.meterhouse.local.kafka.KafkaEngine;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Promise P1: a broker that died means 503 within the deadline, and 202 again once it is back. */
class BrokerAwayIT {

  private static final Duration DEADLINE = Duration.ofSeconds(4);

  @Test
  void shouldAnswer503WithinTheDeadlineAndGoOnWhenTheBrokerIsBack(@TempDir Path folder)
      throws Exception {
    try (KafkaEngine broker = KafkaEngine.start(folder.resolve("kafka"))) {
      KafkaConfig kafka = new KafkaConfig(broker.bootstrapServers(), "", 2, 1);
      IngestConfig config =
          new IngestConfig(
              kafka,
              new StartupConfig(Duration.ofSeconds(60)),
              IngestLimits.DEFAULT,
              DEADLINE,
              1024 * 1024,
              8 * 1024 * 1024);
      InstantSource clock = InstantSource.system();
      try (RunningService service =
          ServiceRunner.start(
              HttpConfig.onFreePort(), List.of(IngestModule.create(config, clock)), clock)) {
        Calls calls = new Calls(service.address());
        assertThat(post(calls).status()).isEqualTo(202);

        broker.kill();
        for (int i = 0; i < 2; i++) {
          long began = System.nanoTime();
          Calls.Answer away = post(calls);
          assertThat(away.status()).isEqualTo(503);
          assertThat(away.headers().firstValue("Retry-After")).hasValue("1");
          assertThat(away.json().at("/error/code").textValue()).isEqualTo("UNAVAILABLE");
          assertThat(Duration.ofNanos(System.nanoTime() - began))
              .isLessThan(DEADLINE.plusSeconds(4));
        }
        String reason = "ingest-api: Kafka at " + broker.bootstrapServers() + " does not answer";
        Awaitility.await()
            .atMost(Duration.ofSeconds(30))
            .untilAsserted(
                () -> {
                  Calls.Answer ready = calls.get("/health/ready");
                  assertThat(ready.status()).isEqualTo(503);
                  assertThat(ready.json().path("reasons").toString())
                      .isEqualTo("[\"" + reason + "\"]");
                });

        broker.restart();
        Awaitility.await().atMost(Duration.ofSeconds(60)).until(() -> post(calls).status() == 202);
        Awaitility.await()
            .atMost(Duration.ofSeconds(30))
            .until(() -> calls.get("/health/ready").status() == 200);
      }
    }
  }

  private static Calls.Answer post(Calls calls) throws Exception {
    return calls.post(
        "/api/v1/events",
        "application/json",
        "{\"id\":\"i\",\"source\":\"s\",\"type\":\"t\",\"tenantid\":\"TEN-1\"}");
  }
}

package io.meterhouse.ingest.fault;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.meterhouse.ingest.IngestConfig;
import io.meterhouse.kit.config.EdgeConfig;
import io.meterhouse.kit.config.KafkaConfig;
import io.meterhouse.kit.config.RateLimitConfig;
import io.meterhouse.kit.config.StartupConfig;
import io.meterhouse.local.kafka.KafkaEngine;
import io.meterhouse.local.kafka.KafkaOptions;
import io.meterhouse.testing.http.Answer;
import io.meterhouse.testing.http.ApiClient;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Promises P1 and P4 under load: whatever becomes of the broker, an event that was answered 202 is
 * in the log once, one that was not is there at most as often as it was sent, and who comes again
 * after 503 loses nothing.
 */
class BrokerFaultIT {

  @TempDir private static Path folder;

  private static KafkaEngine broker;

  @BeforeAll
  static void start() {
    broker = KafkaEngine.start(KafkaOptions.in(folder).forShortLife(true));
  }

  @AfterAll
  static void close() {
    broker.close();
  }

  @Test
  void shouldNeverLieWhenTheBrokerStopsAndStarts() throws Exception {
    new FaultRun("stop", broker).checkRefusing(broker::stop, broker::restart);
  }

  @Test
  void shouldNeverLieWhenTheBrokerIsKilledAndStarts() throws Exception {
    new FaultRun("kill", broker).checkRefusing(broker::kill, broker::restart);
  }

  /** The requests that it had already and their repetition are both there when it goes on. */
  @Test
  void shouldNeverLieWhenTheBrokerHangsUntilRecordsAreSentAgain() throws Exception {
    new FaultRun("again", broker).checkRepeating(broker::pause, broker::resume);
  }

  /** What is made of small events is many times what came. */
  @Test
  void shouldBoundWhatWaitsForTheBroker() throws Exception {
    KafkaConfig kafka = new KafkaConfig(broker.bootstrapServers(), "wait.", 2, 1);
    IngestConfig config = IngestConfig.of(kafka, new StartupConfig(Duration.ofSeconds(60)));
    int events = 10_000;
    String line = "{\"id\":\"%d\",\"source\":\"s\",\"type\":\"t\",\"tenantid\":\"TEN-1\"}\n";
    String body =
        IntStream.range(0, events).mapToObj(line::formatted).collect(Collectors.joining());
    try (IngestUnderFire service =
            IngestUnderFire.start(config, EdgeConfig.DEFAULT.withRateLimits(RateLimitConfig.OFF));
        ApiClient client = new ApiClient(service::address)) {
      broker.pause();
      CompletableFuture<Answer> answer;
      try {
        answer =
            CompletableFuture.supplyAsync(
                () ->
                    client.send(
                        "POST",
                        "/api/v1/events",
                        Map.of("Content-Type", "application/x-ndjson"),
                        body.getBytes(StandardCharsets.UTF_8)),
                Thread::startVirtualThread);
        await("what waits is counted")
            .atMost(Duration.ofMinutes(1))
            .until(() -> service.heldBytes() >= body.length() + 512L * events);
      } finally {
        broker.resume();
      }
      assertThat(answer.get(1, TimeUnit.MINUTES).status()).isIn(202, 503);
      await("room").atMost(Duration.ofMinutes(1)).until(() -> service.heldBytes() == 0);
    }
  }

  /** It comes back with the requests that it had already, whose clients were told to come again. */
  @Test
  void shouldNeverLieWhenTheBrokerHangsLongerThanTheDeadlineAndGoesOn() throws Exception {
    new FaultRun("hang", broker).checkRefusing(broker::pause, broker::resume);
  }
}

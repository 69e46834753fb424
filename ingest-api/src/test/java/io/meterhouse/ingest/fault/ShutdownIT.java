package io.meterhouse.ingest.fault;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.meterhouse.ingest.IngestConfig;
import io.meterhouse.ingest.IngestLimits;
import io.meterhouse.kit.config.EdgeConfig;
import io.meterhouse.kit.config.KafkaConfig;
import io.meterhouse.kit.config.RateLimitConfig;
import io.meterhouse.kit.config.StartupConfig;
import io.meterhouse.local.kafka.KafkaEngine;
import io.meterhouse.local.kafka.KafkaOptions;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A stop of ingest answers what it took, truly, and takes nothing more. */
class ShutdownIT {

  private static final Duration PATIENCE = Duration.ofMinutes(8);
  private static final int CLIENTS = 8;
  private static final int ROUNDS = Integer.getInteger("meterhouse.faults.rounds", 1);

  @TempDir private static Path folder;

  private static KafkaEngine broker;
  private static KafkaConfig kafka;

  @BeforeAll
  static void start() {
    broker = KafkaEngine.start(KafkaOptions.in(folder).forShortLife(true));
    kafka = new KafkaConfig(broker.bootstrapServers(), "", 2, 1);
  }

  @AfterAll
  static void close() {
    broker.close();
  }

  @Test
  void shouldNeverLieWhenItIsStoppedUnderLoad() throws Exception {
    for (int round = 0; round < ROUNDS; round++) {
      stopUnderLoad("stopped-" + round);
    }
  }

  private static void stopUnderLoad(String source) throws Exception {
    try (IngestUnderFire service = ingest();
        Load load = Load.start(service.address(), source, CLIENTS, Load.Habit.GIVES_UP)) {
      await("202").atMost(PATIENCE).until(() -> load.accepted() > 100);
      service.stop();
      await("refused connections").atMost(PATIENCE).until(() -> load.turnedAway() > CLIENTS);

      // A connection that was made in the moment of the stop may stay open until the process ends.
      load.leave();
      assertThat(load.surprises()).isEmpty();
      AcceptedUsage.read(kafka).assertOnceWhatWasSentOnce(load);
    }
  }

  /** The broker hangs, so that the requests are certainly under way when the stop begins. */
  @Test
  void shouldAnswerWhatItTookWhenItIsStopped() throws Exception {
    try (IngestUnderFire service = ingest();
        Load load = Load.start(service.address(), "taken", CLIENTS, Load.Habit.GIVES_UP)) {
      await("202").atMost(PATIENCE).until(() -> load.accepted() > CLIENTS);
      int port = service.port();
      broker.pause();
      CompletableFuture<Void> stopped;
      try {
        await("all wait for the broker")
            .atMost(PATIENCE)
            .until(() -> service.requests() == CLIENTS);
        stopped = CompletableFuture.runAsync(service::stop);
        await("nobody listens").atMost(PATIENCE).until(() -> !Sockets.isListening(port));
      } finally {
        broker.resume();
      }
      stopped.join();
      await("refused connections").atMost(PATIENCE).until(() -> load.turnedAway() > CLIENTS);

      load.stop();
      assertThat(load.surprises()).isEmpty();
      assertThat(load.hung() + load.cutOff())
          .as("requests that were taken and not answered")
          .isZero();
      assertThat(load.refused()).as("requests that were taken and refused").isZero();
      AcceptedUsage.read(kafka).assertOnceWhatWasSentOnce(load);
    }
  }

  /** With a deadline that the broker's pause does not come near. */
  private static IngestUnderFire ingest() {
    return IngestUnderFire.start(
        new IngestConfig(
            kafka,
            new StartupConfig(PATIENCE),
            IngestLimits.DEFAULT,
            Duration.ofMinutes(1),
            4 * 1024 * 1024,
            64 * 1024 * 1024),
        EdgeConfig.DEFAULT.withRateLimits(RateLimitConfig.OFF));
  }
}

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
import java.time.Duration;

/**
 * A fault of the broker while clients post. Some never send an event twice, and show what an answer
 * is worth; the others come again as they are told, and show that this is enough.
 */
final class FaultRun {

  /** How often the fault happens while the same service runs. */
  private static final int ROUNDS = Integer.getInteger("meterhouse.faults.rounds", 1);

  /** Of each habit. */
  private static final int CLIENTS = Integer.getInteger("meterhouse.faults.clients", 4);

  private static final Duration ACK_DEADLINE = Duration.ofSeconds(2);
  private static final Duration PATIENCE = Duration.ofMinutes(8);

  /** Answers of a kind that have to come before the next thing happens. */
  private static final int SOME = 40;

  private final String name;
  private final KafkaEngine broker;

  /** On that broker; the name is no other run's. */
  FaultRun(String name, KafkaEngine broker) {
    this.name = name;
    this.broker = broker;
  }

  /** What tells that the fault has come so far that it may end. */
  @FunctionalInterface
  private interface Sign {
    double count(IngestUnderFire service, Load load);
  }

  /** Has the fault last until clients are refused, and holds the topic against what they heard. */
  void checkRefusing(Runnable begin, Runnable end) throws Exception {
    check(begin, (_, load) -> load.refused(), end);
  }

  /** As the other, but the fault ends as soon as records are sent a second time. */
  void checkRepeating(Runnable begin, Runnable end) throws Exception {
    check(
        begin,
        (service, _) ->
            service.metric("kafka_producer_record_retry_total").stream()
                .mapToDouble(Double::doubleValue)
                .sum(),
        end);
  }

  private void check(Runnable begin, Sign sign, Runnable end) throws Exception {
    KafkaConfig kafka = new KafkaConfig(broker.bootstrapServers(), "", 2, 1);
    EdgeConfig unlimited = EdgeConfig.DEFAULT.withRateLimits(RateLimitConfig.OFF);
    try (IngestUnderFire service = IngestUnderFire.start(config(kafka), unlimited)) {
      Load once = Load.start(service.address(), name + "-once", CLIENTS, Load.Habit.GIVES_UP);
      Load again = Load.start(service.address(), name + "-again", CLIENTS, Load.Habit.TRIES_AGAIN);
      try (once;
          again) {
        for (int round = 0; round < ROUNDS; round++) {
          awaitMoreAccepted(once, again);
          double before = sign.count(service, once);
          begin.run();
          await("the fault in round " + round)
              .atMost(PATIENCE)
              .until(() -> sign.count(service, once) > before);
          end.run();
        }
        awaitMoreAccepted(once, again);
      }
      assertAnsweredAll(once);
      assertAnsweredAll(again);
      // What the producer still has is written or given up before the topic is read.
      service.stop();
      AcceptedUsage usage = AcceptedUsage.read(kafka);
      usage.assertOnceWhatWasSentOnce(once);
      usage.assertAllThereUnderOneKey(again);
    }
  }

  private static void assertAnsweredAll(Load load) {
    assertThat(load.surprises()).isEmpty();
    assertThat(load.hung() + load.cutOff() + load.turnedAway())
        .as("requests that were not answered")
        .isZero();
  }

  private static void awaitMoreAccepted(Load once, Load again) {
    long ofOnce = once.accepted() + SOME;
    long ofAgain = again.accepted() + SOME;
    await("202")
        .atMost(PATIENCE)
        .until(() -> once.accepted() > ofOnce && again.accepted() > ofAgain);
  }

  private static IngestConfig config(KafkaConfig kafka) {
    return new IngestConfig(
        kafka,
        new StartupConfig(PATIENCE),
        IngestLimits.DEFAULT,
        ACK_DEADLINE,
        4 * 1024 * 1024,
        64 * 1024 * 1024);
  }
}

package io.meterhouse.endtoend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.meterhouse.endtoend.KillScenario.Ledger;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Promises P2, P3 and P4 on the whole product: killed in the middle, retried from the start. */
class KillIT {

  private static final Duration PATIENCE = Duration.ofSeconds(90);

  @TempDir private Path folder;

  @Test
  void shouldCountEachEventOnceWhenEverythingIsKilledWhileEventsArrive() throws Exception {
    long answered;
    try (MeterhouseProcess first = up();
        TestClient client = new TestClient(first.awaitReady())) {
      KillScenario scenario = new KillScenario(client);
      scenario.create();
      KillScenario.Posting posting = scenario.postInTheBackground();
      // In the middle: some is counted, some accepted only, and the next batch is on its way.
      await().atMost(PATIENCE).until(() -> scenario.ledger().unique() > 0);
      first.kill();
      answered = posting.awaitEnd();
      assertThat(answered).isPositive();
    }

    try (MeterhouseProcess second = up();
        TestClient client = new TestClient(second.awaitReady())) {
      KillScenario scenario = new KillScenario(client);
      scenario.postAll();
      scenario.awaitFigures(PATIENCE);
      // Of the one batch whose answer the kill cut off nobody knows whether it was accepted.
      long least = KillScenario.EVENTS + answered;
      await()
          .atMost(PATIENCE)
          .untilAsserted(
              () ->
                  assertThat(scenario.ledger())
                      .returns((long) KillScenario.EVENTS, Ledger::unique)
                      .returns(0L, Ledger::rejected)
                      .returns(
                          0L, ledger -> ledger.accepted() - ledger.unique() - ledger.duplicates())
                      .extracting(Ledger::accepted)
                      .isIn(least, least + KillScenario.EVENTS_A_BATCH));
    }
  }

  @Test
  void shouldGoOnByItselfWhenAnEngineIsKilled() throws Exception {
    try (MeterhouseProcess up = up();
        TestClient client = new TestClient(up.awaitReady())) {
      KillScenario scenario = new KillScenario(client);
      scenario.create();
      AtomicBoolean clickHouseKilled = new AtomicBoolean();
      scenario.postAll(
          batch -> {
            if (batch == KillScenario.BATCHES / 3) {
              up.killChild("KafkaServerMain");
            }
            if (batch == KillScenario.BATCHES * 2 / 3) {
              up.killChild("ClickHouseServerMain");
              clickHouseKilled.set(true);
            }
          });
      assertThat(clickHouseKilled).isTrue();
      scenario.awaitFigures(PATIENCE);
      await().atMost(PATIENCE).until(() -> scenario.ledger().unique() == KillScenario.EVENTS);
    }
  }

  private MeterhouseProcess up() {
    return MeterhouseProcess.start(Map.of(), "up", "--port", "0", "--data-dir", folder + "/data");
  }
}

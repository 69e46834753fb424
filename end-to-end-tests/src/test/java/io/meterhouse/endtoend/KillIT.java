package io.meterhouse.endtoend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.meterhouse.endtoend.KillScenario.Ledger;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Promises P2, P3 and P4 on the whole product: killed in the middle, retried from the start. */
class KillIT {

  private static final Duration PATIENCE = Duration.ofMinutes(8);

  /** What a successor waits for after a kill; nothing is held up by it but the test. */
  private static final Map<String, String> SHORT_SESSIONS =
      Map.of(
          "METERHOUSE_AGGREGATOR_SESSION_TIMEOUT", "2s", "METERHOUSE_RATING_SESSION_TIMEOUT", "2s");

  @TempDir private Path folder;

  @Test
  void shouldCountEachEventOnceWhenEverythingIsKilledWhileEventsArrive() throws Exception {
    long answered;
    try (MeterhouseProcess first = up();
        TestClient client = TestClient.of(first.awaitReady(), folder.resolve("data"))) {
      KillScenario scenario = new KillScenario(client);
      scenario.create();
      KillScenario.Posting posting = scenario.postInTheBackground();
      // In the middle: some is counted, some accepted only, and the next batch is on its way.
      await().atMost(PATIENCE).until(() -> scenario.ledger().unique() > 0);
      first.killEverything();
      answered = posting.awaitEnd();
      assertThat(answered).isPositive();
    }

    try (MeterhouseProcess second = up();
        TestClient client = TestClient.of(second.awaitReady(), folder.resolve("data"))) {
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
                      .satisfies(
                          accepted ->
                              assertThat(accepted)
                                  .isBetween(least, least + KillScenario.EVENTS_A_BATCH)));
    }
  }

  @Test
  void shouldGoOnByItselfWhenItsEnginesAreKilled() throws Exception {
    try (MeterhouseProcess up = up();
        TestClient client = TestClient.of(up.awaitReady(), folder.resolve("data"))) {
      KillScenario scenario = new KillScenario(client);
      scenario.create();
      Map<Integer, String> victims =
          Map.of(15, "KafkaServerMain", 30, "ClickHouseServerMain", 45, "/bin/postgres");
      AtomicInteger killed = new AtomicInteger();
      scenario.postAll(
          batch -> {
            if (victims.containsKey(batch)) {
              up.killEngine(victims.get(batch));
              killed.incrementAndGet();
            }
          });
      assertThat(killed).hasValue(victims.size());
      scenario.awaitFigures(PATIENCE);
      await().atMost(PATIENCE).until(() -> scenario.ledger().unique() == KillScenario.EVENTS);
    }
  }

  private MeterhouseProcess up() {
    return MeterhouseProcess.start(
        SHORT_SESSIONS, "up", "--port", "0", "--data-dir", folder + "/data");
  }
}

package io.meterhouse.aggregator.kafka.sink;

import static io.meterhouse.aggregator.kafka.sink.SinkUnderTest.PATIENCE;
import static io.meterhouse.aggregator.kafka.sink.SinkUnderTest.QUICK;
import static io.meterhouse.aggregator.kafka.sink.SinkUnderTest.rows;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.meterhouse.aggregator.kafka.sink.FakeSinkStore.Backup;
import io.meterhouse.aggregator.sink.SinkState;
import io.meterhouse.local.EngineAddresses;
import io.meterhouse.local.junit.Engines;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.Callable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** A store that is away, empty, restored or broken, and where a sink goes on after that. */
@ExtendWith(Engines.class)
class SinkUnreliableStoreIT {

  private final FakeSinkStore store = new FakeSinkStore();
  private final SinkUnderTest sink;
  private @TempDir Path directory;

  SinkUnreliableStoreIT(EngineAddresses engines) {
    sink = new SinkUnderTest(store, engines);
  }

  @AfterEach
  void close() {
    sink.close();
  }

  @Test
  void shouldHoldEverythingWhileTheStoreIsAwayAndGoOnByItself() throws Exception {
    try (SinkRunner sinks = sink.start(directory, QUICK)) {
      sink.send(rows(0, 300));
      await().atMost(PATIENCE).until(() -> store.taken.size() == 300);

      store.away = true;
      sink.send(rows(300, 900));
      await().atMost(PATIENCE).until(() -> !sinks.isWorking());
      // Longer than the session: the consumer must keep its place while it holds.
      await()
          .during(SinkUnderTest.SESSION.plusSeconds(1))
          .atMost(PATIENCE)
          .until(() -> SinkUnderTest.isHolding(sinks));
      store.away = false;

      await().atMost(PATIENCE).until(() -> store.reached() == 900);
      await().atMost(PATIENCE).until(sinks::isWorking);
      assertThat(store.taken).hasSize(900);
    }
  }

  @Test
  void shouldNotReadBeforeTheStoreHasToldWhereItIs() throws Exception {
    store.away = true;
    sink.send(rows(0, 10));
    try (SinkRunner sinks = sink.start(directory, QUICK)) {
      await().atMost(PATIENCE).until(() -> SinkUnderTest.isHolding(sinks));
      store.away = false;

      await().atMost(PATIENCE).until(() -> store.reached() == 10);
      await().atMost(PATIENCE).until(sinks::isWorking);
    }
    assertThat(store.taken).hasSize(10);
  }

  @Test
  void shouldGoOnFromWhereItWasAndRepeatRowsRatherThanLoseThem() throws Exception {
    sink.send(rows(0, 300));
    runUntil(() -> sink.committed() == 300);
    int writes = store.writes.get();
    sink.send(rows(300, 310));

    runUntil(() -> store.reached() == 310);
    assertThat(store.taken).hasSize(310);
    assertThat(store.writes.get() - writes).isLessThanOrEqualTo(20);
  }

  @Test
  void shouldFillAStoreAgainThatIsEmptyAtTheNextStart() throws Exception {
    sink.send(rows(0, 300));
    runUntil(() -> sink.committed() == 300);
    store.restore(Backup.OF_NOTHING);
    sink.send(rows(300, 310));

    runUntil(() -> store.reached() == 310);
    assertThat(store.taken).hasSize(310);
  }

  @Test
  void shouldGoBackAsFarAsAStoreThatWasRestored() throws Exception {
    sink.send(rows(0, 200));
    try (SinkRunner _ = sink.start(directory, QUICK)) {
      await().atMost(PATIENCE).until(() -> store.reached() == 200);
      Backup backup = store.backup();
      sink.bringIn(200, 400);

      store.restore(backup);
      int writes = store.writes.get();
      sink.send(rows(400, 410));
      await().atMost(PATIENCE).until(() -> store.reached() == 410);
      // The 200 that were in the backup are not written again.
      assertThat(store.writes.get() - writes).isLessThan(300);
    }
    assertThat(store.taken).hasSize(410);
  }

  @Test
  void shouldLeaveProgressBeyondTheEndOfTheLogAlone() throws Exception {
    store.progress.putAll(Map.of(0, 1_000L, 1, 1_000L));
    sink.send(rows(0, 10));

    runUntil(() -> store.taken.size() == 10);
  }

  @Test
  void shouldStopVisiblyWhereGoingOnWouldBeWrong() throws Exception {
    store.broken = true;
    sink.send(rows(0, 1));

    try (SinkRunner sinks = sink.start(directory, QUICK)) {
      await().atMost(PATIENCE).until(() -> !sinks.isWorking());
      assertThat(sinks.states().get(FakeSinkStore.NAME))
          .isEqualTo(new SinkState.Failed("java.lang.IllegalStateException: broken"));
    }
  }

  /** Each time as a process of its own, with the same state. */
  private void runUntil(Callable<Boolean> condition) {
    try (SinkRunner _ = sink.start(directory, QUICK)) {
      await().atMost(PATIENCE).until(condition);
    }
  }
}

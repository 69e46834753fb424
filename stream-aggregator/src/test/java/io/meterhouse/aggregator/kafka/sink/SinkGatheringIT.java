package io.meterhouse.aggregator.kafka.sink;

import static io.meterhouse.aggregator.kafka.sink.SinkUnderTest.PATIENCE;
import static io.meterhouse.aggregator.kafka.sink.SinkUnderTest.QUICK;
import static io.meterhouse.aggregator.kafka.sink.SinkUnderTest.rows;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.meterhouse.aggregator.kafka.sink.FakeSinkStore.Backup;
import io.meterhouse.aggregator.kafka.sink.FakeSinkStore.Gate;
import io.meterhouse.local.EngineAddresses;
import io.meterhouse.local.junit.Engines;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** One batch is gathered while another is written, and what may become of the store meanwhile. */
@ExtendWith(Engines.class)
class SinkGatheringIT {

  private final FakeSinkStore store = new FakeSinkStore();
  private final SinkUnderTest sink;
  private @TempDir Path directory;

  SinkGatheringIT(EngineAddresses engines) {
    sink = new SinkUnderTest(store, engines);
  }

  @AfterEach
  void close() {
    sink.close();
  }

  @Test
  void shouldReadTheNextRowsWhileTheOnesBeforeAreWritten() throws Exception {
    try (SinkRunner _ = sink.start(directory, SinkUnderTest.ROWS_ALONE);
        Gate gate = store.holdTheNextWrite()) {
      sink.send(rows(0, 100));
      await().atMost(PATIENCE).until(gate::isReached);
      sink.send(rows(100, 150));
      await().atMost(PATIENCE).until(() -> store.reads.get() == 150);
      assertThat(store.reached()).isZero();
      gate.open();

      sink.bringIn(150, 200);
    }
    assertThat(store.taken).hasSize(200);
    assertThat(store.reads).hasValue(200);
    assertThat(store.gathered).hasValue(2);
  }

  @Test
  void shouldFillAStoreAgainThatIsEmptiedWhileItIsWritten() throws Exception {
    try (SinkRunner _ = sink.start(directory, QUICK);
        Gate gate = store.holdNoWrite()) {
      sink.bringIn(0, 200);
      gate.closeFor(store);
      sink.send(rows(200, 210));
      await().atMost(PATIENCE).until(gate::isReached);
      // The rows of this write come into the empty store, and its progress must not cover the loss.
      store.restore(Backup.OF_NOTHING);
      gate.open();

      await().atMost(PATIENCE).until(() -> store.taken.size() == 210);
      await().atMost(PATIENCE).until(() -> store.reached() == 210);
    }
  }

  @Test
  void shouldFillAStoreAgainThatWasRestoredWhileTwoBatchesWaited() throws Exception {
    try (SinkRunner sinks = sink.start(directory, QUICK);
        Gate gate = store.holdNoWrite()) {
      sink.bringIn(0, 200);
      Backup backup = store.backup();
      sink.bringIn(200, 300);
      gate.closeFor(store);
      int reads = store.reads.get();
      sink.send(rows(300, 400));
      await().atMost(PATIENCE).until(gate::isReached);
      sink.send(rows(400, 410));
      await().atMost(PATIENCE).until(() -> store.reads.get() > reads + gate.rows());
      store.away = true;
      store.restore(backup);
      gate.open();
      await().atMost(PATIENCE).until(() -> !sinks.isWorking());
      store.away = false;

      await().atMost(PATIENCE).until(() -> store.taken.size() == 410);
      await().atMost(PATIENCE).until(() -> sink.committed() == 410);
      await().atMost(PATIENCE).until(sinks::isWorking);
    }
    assertThat(store.reached()).isEqualTo(410);
  }
}

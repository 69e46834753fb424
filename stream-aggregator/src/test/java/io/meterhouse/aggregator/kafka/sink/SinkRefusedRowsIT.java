package io.meterhouse.aggregator.kafka.sink;

import static io.meterhouse.aggregator.kafka.sink.SinkUnderTest.PATIENCE;
import static io.meterhouse.aggregator.kafka.sink.SinkUnderTest.QUICK;
import static io.meterhouse.aggregator.kafka.sink.SinkUnderTest.rows;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.meterhouse.aggregator.sink.SinkConfig;
import io.meterhouse.kit.kafka.Topic;
import io.meterhouse.kit.kafka.Topics;
import io.meterhouse.local.EngineAddresses;
import io.meterhouse.local.junit.Engines;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** Records that are no row, rows that the store refuses, and their way to usage.rejected. */
@ExtendWith(Engines.class)
class SinkRefusedRowsIT {

  private final FakeSinkStore store = new FakeSinkStore();
  private final SinkUnderTest sink;
  private @TempDir Path directory;

  SinkRefusedRowsIT(EngineAddresses engines) {
    sink = new SinkUnderTest(store, engines);
  }

  @AfterEach
  void close() {
    sink.close();
  }

  @Test
  void shouldFindTheBadRowRejectItAndWriteAllOthers() throws Exception {
    store.bad.add("bad");
    sink.send(IntStream.range(0, 500).mapToObj(i -> i == 250 ? "bad" : "row-" + i).toList());
    sink.send(List.of("unreadable"));

    try (SinkRunner sinks = sink.start(directory, QUICK)) {
      await().atMost(PATIENCE).until(() -> store.reached() == 501);

      await().atMost(PATIENCE).until(sinks::isWorking);
    }
    assertThat(store.taken).hasSize(499).doesNotContain("bad", "unreadable");
    assertThat(sink.rejections()).contains("refused: bad", "refused: unreadable");
  }

  @Test
  void shouldRejectARecordThatIsNoRowAndAloneInItsBatch() throws Exception {
    shouldRejectAlone("unreadable");
  }

  @Test
  void shouldRejectARowThatTheStoreRefusesThatIsAloneInItsBatch() throws Exception {
    store.bad.add("bad");
    shouldRejectAlone("bad");
  }

  private void shouldRejectAlone(String row) throws Exception {
    sink.send(List.of(row));
    try (SinkRunner sinks = sink.start(directory, QUICK)) {
      await().atMost(PATIENCE).until(() -> store.reached() == 1);
      await().atMost(PATIENCE).until(sinks::isWorking);
    }
    assertThat(store.taken).isEmpty();
    assertThat(sink.rejections()).contains("refused: " + row);
  }

  @Test
  void shouldBePastARecordOfWhichNothingIsKept() throws Exception {
    sink.send(List.of("nothing"));
    try (SinkRunner _ = sink.start(directory, QUICK)) {
      await().atMost(PATIENCE).until(() -> store.reached() == 1);
    }
    assertThat(store.taken).isEmpty();
    assertThat(sink.rejections()).isEmpty();
  }

  @Test
  void shouldHoldARowThatIsRefusedWhileTheStoreIsNotWell() throws Exception {
    store.refusing = true;
    sink.send(rows(0, 1));
    try (SinkRunner sinks = sink.start(directory, QUICK)) {
      await().atMost(PATIENCE).until(() -> SinkUnderTest.isHolding(sinks));
      store.refusing = false;

      await().atMost(PATIENCE).until(() -> store.reached() == 1);
    }
    assertThat(store.taken).hasSize(1);
    assertThat(sink.rejections()).isEmpty();
  }

  @Test
  void shouldRejectMoreBadRowsThanItSearchesForAtATime() throws Exception {
    sink.send(IntStream.range(0, 200).mapToObj(i -> i % 2 == 0 ? "bad" : "row-" + i).toList());
    store.bad.add("bad");
    try (SinkRunner _ = sink.start(directory, SinkConfig.DEFAULT)) {
      await().atMost(PATIENCE).until(() -> store.reached() == 200);
    }
    assertThat(store.taken).hasSize(100);
    assertThat(sink.topics().read(Topic.USAGE_REJECTED)).hasSize(100);
  }

  @Test
  void shouldHoldWhileTheRejectionCannotBeWrittenAndGoOnByItself() throws Exception {
    limitRejections("10");
    sink.send(List.of("unreadable"));
    sink.send(rows(0, 10));
    try (SinkRunner sinks = sink.start(directory, QUICK)) {
      await().atMost(PATIENCE).until(() -> SinkUnderTest.isHolding(sinks));
      assertThat(store.reached()).isZero();
      limitRejections("1000000");

      await().atMost(PATIENCE).until(() -> store.reached() == 11);
      await().atMost(PATIENCE).until(sinks::isWorking);
    }
    assertThat(store.taken).hasSize(10);
    assertThat(sink.rejections()).contains("refused: unreadable");
  }

  private void limitRejections(String bytes) throws Exception {
    String topic = new Topics(sink.topics().kafka()).name(Topic.USAGE_REJECTED);
    sink.topics().configure(topic, "max.message.bytes", bytes);
  }
}

package io.meterhouse.aggregator.kafka.stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.meterhouse.aggregator.TestMeters;
import io.meterhouse.aggregator.Usage;
import io.meterhouse.aggregator.stream.LostStateException;
import io.meterhouse.aggregator.stream.StreamConfig;
import io.meterhouse.aggregator.stream.UniqueKey;
import io.meterhouse.metering.MeterCatalog;
import io.meterhouse.schemas.usage.v1.AggregateRecord;
import io.meterhouse.schemas.usage.v1.MeterBuild;
import io.meterhouse.schemas.usage.v1.Recompute;
import io.meterhouse.schemas.usage.v1.RecomputeScope;
import io.meterhouse.schemas.usage.v1.Recomputed;
import io.meterhouse.schemas.usage.v1.StageProgress;
import io.meterhouse.schemas.usage.v1.UsageRecord;
import io.meterhouse.schemas.usage.v1.Void;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is delivered after a stop, and what is answered, held against the windows of before. */
class AggregateProcessorTest {

  private static final Bytes REACH = Bytes.wrap(new byte[] {0});
  private static final Bytes STARTS = Bytes.wrap(new byte[] {2});
  private static final String UNMETERED = "other.type";

  private MeterCatalog meters = MeterCatalog.of(List.of(TestMeters.TOKENS));
  private Runnable catalogAsked = () -> {};
  private final TaskUnderTest task;

  AggregateProcessorTest(@TempDir Path directory) {
    task = new TaskUnderTest("t.usage.unique", directory);
    task.store(WindowTable.builder(AggregatorTopology.WINDOWS_STORE));
    task.store(Pending.store(AggregatorTopology.WINDOWS_PENDING_STORE));
    task.store(BeforeCommit.store(AggregatorTopology.AGGREGATE_COMMIT));
  }

  @AfterEach
  void close() {
    task.close();
  }

  @Test
  void shouldChangeNoWindowByWhatIsDeliveredAgain() throws Exception {
    start(TestHistory.NOTHING);
    // Offsets as a log of transactions has them.
    for (long offset : List.of(0L, 1L, 3L, 4L, 6L)) {
      deliver(offset, TestMeters.TYPE, Usage.NOON);
    }
    deliver(7, UNMETERED, Usage.NOON);
    task.emit();
    assertThat(window().getCount()).isEqualTo(5);
    assertThat(progress()).isEqualTo(8);
    task.forgetSent();

    start(TestHistory.NOTHING);
    for (long offset : List.of(0L, 1L, 3L, 4L, 6L)) {
      deliver(offset, TestMeters.TYPE, Usage.NOON);
    }
    deliver(7, TestMeters.TYPE, Usage.NOON);
    task.emit();
    assertThat(task.sent(AggregatorTopology.AGGREGATES_SINK)).isEmpty();
    assertThat(task.sent(AggregatorTopology.PROGRESS_SINK)).isEmpty();
    assertThat(task.metrics())
        .contains("meterhouse_stream_skipped_records_total{stage=\"stage\"} 6.0");

    deliver(9, TestMeters.TYPE, Usage.NOON);
    task.emit();
    assertThat(window().getCount()).isEqualTo(6);
    assertThat(window().getVersion()).isEqualTo(10);
    assertThat(progress()).isEqualTo(10);
  }

  @Test
  void shouldCountByTheMetersOfItsStateWhereItGoesOnBehindThem() throws Exception {
    start(TestHistory.NOTHING);
    deliver(0, TestMeters.TYPE, Usage.NOON);
    MeterCatalog published = meters;
    meters = MeterCatalog.empty();
    catalogAsked = () -> meters = published;

    start(TestHistory.NOTHING);
    deliver(1, TestMeters.TYPE, Usage.NOON);
    task.emit();
    assertThat(window().getCount()).isEqualTo(2);
  }

  @Test
  void shouldGoOnBehindTransactionMarkers() throws Exception {
    start(TestHistory.NOTHING);
    deliver(0, TestMeters.TYPE, Usage.NOON);
    start(new TestHistory(List.of(0L, 5L)));
    deliver(5, TestMeters.TYPE, Usage.NOON);
    task.emit();
    assertThat(window().getCount()).isEqualTo(2);
  }

  @Test
  void shouldStopWhereTheGroupIsAheadOfTheState() {
    start(TestHistory.NOTHING);
    deliver(0, TestMeters.TYPE, Usage.NOON);
    start(new TestHistory(List.of(0L, 3L, 5L)));
    assertThatThrownBy(() -> deliver(5, TestMeters.TYPE, Usage.NOON))
        .isInstanceOf(LostStateException.class)
        .hasMessageContaining("everything before offset 1")
        .hasMessageContaining("goes on at offset 5")
        .hasMessageContaining(
            "--group t.meterhouse-aggregator --topic t.usage.unique --reset-offsets --to-earliest");
  }

  @Test
  void shouldLookAtItsStateAgainWhenItsTaskIsRevived() throws Exception {
    start(new TestHistory(List.of(0L, 1L, 2L)));
    deliver(0, TestMeters.TYPE, Usage.NOON);
    task.revive();
    assertThatThrownBy(() -> deliver(2, TestMeters.TYPE, Usage.NOON))
        .isInstanceOf(LostStateException.class);
    deliver(1, TestMeters.TYPE, Usage.NOON);
    deliver(2, TestMeters.TYPE, Usage.NOON);
    task.emit();
    assertThat(window().getCount()).isEqualTo(3);
  }

  @Test
  void shouldStopWhereTheWindowsAreGoneAndFoldThemAgainFromTheBeginning() throws Exception {
    start(new TestHistory(List.of(0L, 1L, 2L)));
    assertThatThrownBy(() -> deliver(2, TestMeters.TYPE, Usage.NOON))
        .isInstanceOf(LostStateException.class)
        .hasMessageContaining("there is no state");

    start(new TestHistory(List.of(0L, 1L, 2L)));
    for (long offset = 0; offset < 3; offset++) {
      deliver(offset, TestMeters.TYPE, Usage.NOON);
    }
    task.emit();
    assertThat(window().getCount()).isEqualTo(3);
  }

  @Test
  void shouldBeginBehindTheStartOfALogThatHoldsNothingBefore() throws Exception {
    start(TestHistory.NOTHING);
    deliver(4, TestMeters.TYPE, Usage.NOON);
    task.emit();
    assertThat(window().getCount()).isEqualTo(1);
  }

  @Test
  void shouldTakeOverTheStateOfAReleaseThatKeptNoReach() throws Exception {
    start(TestHistory.NOTHING);
    deliver(0, TestMeters.TYPE, Usage.NOON);
    deliver(1, TestMeters.TYPE, Usage.NOON);
    forgetReach();
    owe(2);

    start(new TestHistory(List.of(0L, 1L)));
    task.emit();
    assertThat(progress()).isEqualTo(2);
    deliver(2, TestMeters.TYPE, Usage.NOON);
    task.emit();
    assertThat(window().getCount()).isEqualTo(3);
    assertThat(progress()).isEqualTo(3);
  }

  @Test
  void shouldTakeOverTheStateOfAReleaseThatKeptNoReachAlsoWhereTheGroupBeginsAnew()
      throws Exception {
    start(TestHistory.NOTHING);
    deliver(0, TestMeters.TYPE, Usage.NOON);
    deliver(1, TestMeters.TYPE, Usage.NOON);
    forgetReach();

    start(new TestHistory(List.of(0L, 1L)));
    for (long offset = 0; offset < 4; offset++) {
      deliver(offset, TestMeters.TYPE, Usage.NOON);
    }
    task.emit();
    assertThat(window().getCount()).isEqualTo(4);
  }

  @Test
  void shouldGoOnAfterAReleaseInBetweenThatKeptNoReach() throws Exception {
    start(TestHistory.NOTHING);
    deliver(0, TestMeters.TYPE, Usage.NOON);
    byte[] reach = windows().get(REACH);
    deliver(1, TestMeters.TYPE, Usage.NOON);
    windows().put(REACH, reach);

    start(new TestHistory(List.of(0L, 1L, 2L)));
    deliver(2, TestMeters.TYPE, Usage.NOON);
    task.emit();
    assertThat(window().getCount()).isEqualTo(3);
  }

  @Test
  void shouldTakeOverWindowsOfAReleaseThatDidNotKeepThemByTheirEnd() throws Exception {
    start(TestHistory.NOTHING);
    deliver(0, TestMeters.TYPE, Usage.NOON);
    asBefore();

    start(TestHistory.NOTHING);
    task.emit();
    assertThat(window().getCount()).as("what was owed").isEqualTo(1);
    deliver(1, TestMeters.TYPE, Usage.NOON);
    task.emit();
    assertThat(window().getCount()).isEqualTo(2);

    deliver(2, UNMETERED, Usage.NOON.plus(Duration.ofHours(10)));
    task.emit();
    assertThat(keys(windows()).filter(key -> key.get()[0] >= WindowTable.WINDOW)).isEmpty();
    assertThat(keys(windows()).filter(key -> key.get()[0] == 1)).as("old ends").isEmpty();
  }

  /**
   * Windows under the keys of the topic, their ends beside them, each one that is owed by itself.
   */
  private void asBefore() {
    KeyValueStore<Bytes, byte[]> windows = windows();
    KeyValueStore<Bytes, byte[]> pending = task.keyValues(AggregatorTopology.WINDOWS_PENDING_STORE);
    keys(pending).forEach(pending::delete);
    for (Bytes key : keys(windows).toList()) {
      if (key.get()[0] == WindowTable.WINDOW) {
        byte[] before = WindowTable.wire(key);
        byte[] end = ByteBuffer.allocate(9 + before.length).put(key.get()).array();
        end[0] = 1;
        windows.put(Bytes.wrap(before), windows.get(key));
        windows.put(Bytes.wrap(end), new byte[0]);
        windows.delete(key);
        pending.put(Bytes.wrap(before), new byte[] {1});
      }
    }
  }

  private static Stream<Bytes> keys(KeyValueStore<Bytes, byte[]> store) {
    List<Bytes> keys = new ArrayList<>();
    try (KeyValueIterator<Bytes, byte[]> all = store.all()) {
      all.forEachRemaining(entry -> keys.add(entry.key));
    }
    return keys.stream();
  }

  @Test
  void shouldKeepWhatItOwesHoweverManyWindows() throws Exception {
    start(TestHistory.NOTHING);
    for (long offset = 0; offset < 2_000; offset++) {
      Instant time = Usage.NOON.plus(Duration.ofMinutes(offset));
      UsageRecord usage =
          Usage.event("TEN-1", "e" + offset, TestMeters.TYPE, "{\"tokens\":2}", time);
      task.deliver(offset, key(TestMeters.TYPE), usage.toByteArray(), Usage.NOON);
    }
    start(TestHistory.NOTHING);
    task.emit();

    assertThat(task.sent(AggregatorTopology.AGGREGATES_SINK)).hasSize(2_000);
    task.forgetSent();
    start(TestHistory.NOTHING);
    task.emit();
    assertThat(task.sent(AggregatorTopology.AGGREGATES_SINK)).as("sent once").isEmpty();
  }

  @Test
  void shouldStopWhereTheTopicWasMadeAnew() {
    start(TestHistory.NOTHING);
    for (long offset = 0; offset < 3; offset++) {
      deliver(offset, TestMeters.TYPE, Usage.NOON);
    }
    start(TestHistory.NOTHING);
    assertThatThrownBy(() -> deliver(0, TestMeters.TYPE, Usage.NOON.plus(Duration.ofHours(1))))
        .isInstanceOf(LostStateException.class)
        .hasMessageContaining("made anew");
  }

  @Test
  void shouldBuildTheFirstMeterOverUsageThatWasThereBeforeAnyMeter() throws Exception {
    meters = MeterCatalog.empty();
    start(TestHistory.NOTHING);
    deliver(0, TestMeters.TYPE, Usage.NOON);
    meters = MeterCatalog.of(List.of(TestMeters.TOKENS));
    deliver(1, TestMeters.TYPE, Usage.NOON);
    task.emit();

    assertThat(task.sent(AggregatorTopology.BUILDS_SINK)).hasSize(1);
    assertThat(MeterBuild.parseFrom(task.sent(AggregatorTopology.BUILDS_SINK).getFirst()).getCut())
        .isEqualTo(1);
    assertThat(task.sent(AggregatorTopology.AGGREGATES_SINK)).as("half a window").isEmpty();
  }

  @Test
  void shouldRefuseARepairThatNobodyCanCarryOut() throws Exception {
    start(TestHistory.NOTHING);
    repair(0, "", 0);

    assertThat(task.sent(AggregatorTopology.RECOMPUTE_SINK)).isEmpty();
    assertThat(task.sent(AggregatorTopology.AGGREGATE_REJECTED_SINK)).hasSize(1);
  }

  @Test
  void shouldPassOverAnAnswerWithoutValue() throws Exception {
    start(TestHistory.NOTHING);
    task.deliver("t.usage.recomputed", 4, new byte[0], null, Usage.NOON);
    task.emit();

    assertThat(progress()).isEqualTo(5);
  }

  @Test
  void shouldReleaseWhatEndsBeforeTheWindowsThatWaitForAnAnswer() throws Exception {
    start(TestHistory.NOTHING);
    deliver(0, TestMeters.TYPE, Usage.NOON);
    repair(1, TestMeters.TYPE, Usage.NOON.getEpochSecond());
    deliver(2, UNMETERED, Usage.NOON.plus(Duration.ofHours(10)));
    task.emit();
    task.forgetSent();

    Instant late = Usage.NOON.minus(Duration.ofHours(3));
    UsageRecord usage = Usage.event("TEN-1", "late", TestMeters.TYPE, "{\"tokens\":2}", late);
    task.deliver(
        3, key(TestMeters.TYPE), usage.toByteArray(), Usage.NOON.plus(Duration.ofHours(10)));
    deliver(4, TestMeters.TYPE, Usage.NOON.plus(Duration.ofHours(10)));
    task.emit();

    assertThat(task.sent(AggregatorTopology.AGGREGATES_SINK)).as("that of noon waits").isEmpty();
    assertThat(task.sent(AggregatorTopology.RECOMPUTE_SINK)).hasSize(1);
    assertThat(RecomputeScope.parseFrom(task.sent(AggregatorTopology.RECOMPUTE_SINK).getFirst()))
        .returns(late.getEpochSecond(), RecomputeScope::getFromEpochSeconds)
        .returns(Usage.NOON.getEpochSecond(), RecomputeScope::getReleasedUntilEpochSeconds)
        .returns(5L, RecomputeScope::getCut);
  }

  @Test
  void shouldAskOnceForAllThatIsVoidInAnHour() throws Exception {
    start(TestHistory.NOTHING);
    for (long offset = 0; offset < 3; offset++) {
      Instant time = Usage.NOON.plus(Duration.ofMinutes(offset));
      UsageRecord usage =
          Usage.event("TEN-1", "e" + offset, TestMeters.TYPE, "{\"tokens\":2}", time);
      UsageRecord voided = usage.toBuilder().setVoid(Void.getDefaultInstance()).build();
      task.deliver(2 * offset, key(TestMeters.TYPE), usage.toByteArray(), Usage.NOON);
      task.deliver(2 * offset + 1, key(TestMeters.TYPE), voided.toByteArray(), Usage.NOON);
    }
    task.emit();

    assertThat(task.sent(AggregatorTopology.AGGREGATES_SINK)).as("they wait").isEmpty();
    assertThat(task.sent(AggregatorTopology.RECOMPUTE_SINK)).hasSize(1);
    RecomputeScope asked =
        RecomputeScope.parseFrom(task.sent(AggregatorTopology.RECOMPUTE_SINK).getFirst());
    assertThat(asked)
        .returns(Usage.NOON.getEpochSecond(), RecomputeScope::getFromEpochSeconds)
        .returns(6L, RecomputeScope::getCut)
        .returns(true, RecomputeScope::getAnswered);

    answer(0, Recomputed.newBuilder().setCut(6).setAnswered(asked));
    task.emit();
    assertThat(task.sent(AggregatorTopology.AGGREGATES_SINK)).as("each empty").hasSize(3);
    assertThat(window().getVersion()).isEqualTo(6);
  }

  @Test
  void shouldNotTakeAnAnswerForThatOfAMeterThatCountsFromTheSameOffsetOn() throws Exception {
    start(TestHistory.NOTHING);
    UsageRecord usage = Usage.event("TEN-1", "e0", TestMeters.TYPE, "{\"tokens\":2}");
    UsageRecord voided = usage.toBuilder().setVoid(Void.getDefaultInstance()).build();
    task.deliver(0, key(TestMeters.TYPE), usage.toByteArray(), Usage.NOON);
    task.deliver(1, key(TestMeters.TYPE), voided.toByteArray(), Usage.NOON);
    task.emit();
    RecomputeScope asked = scope();
    assertThat(asked.getCut()).isEqualTo(2);

    // Whoever answers the scope does not know this meter yet.
    meters = MeterCatalog.of(List.of(TestMeters.TOKENS, TestMeters.LARGEST));
    deliver(2, TestMeters.TYPE, Usage.NOON);
    assertThat(build().getCut()).isEqualTo(2);
    answer(0, Recomputed.newBuilder().setCut(2).setAnswered(asked));
    task.emit();
    assertThat(task.sent(AggregatorTopology.AGGREGATES_SINK)).hasSize(1);
    assertThat(window().getKey().getMeter()).isEqualTo(TestMeters.TOKENS.code());

    answer(1, Recomputed.newBuilder().setCut(2).setBuilt(build()));
    task.emit();
    assertThat(task.sent(AggregatorTopology.AGGREGATES_SINK)).hasSize(2);
    assertThat(window().getKey().getMeter()).isEqualTo(TestMeters.LARGEST.code());
  }

  @Test
  void shouldTakeTheAnswerForWindowsOfAMeterThatIsNotBuiltWhereItWasAskedForThem()
      throws Exception {
    start(TestHistory.NOTHING);
    deliver(0, TestMeters.TYPE, Usage.NOON);
    meters = MeterCatalog.of(List.of(TestMeters.TOKENS, TestMeters.LARGEST));
    UsageRecord usage = Usage.event("TEN-1", "e1", TestMeters.TYPE, "{\"tokens\":2}");
    UsageRecord voided = usage.toBuilder().setVoid(Void.getDefaultInstance()).build();
    task.deliver(1, key(TestMeters.TYPE), usage.toByteArray(), Usage.NOON);
    assertThat(build().getCut()).isEqualTo(1);
    task.deliver(2, key(TestMeters.TYPE), voided.toByteArray(), Usage.NOON);
    task.emit();
    RecomputeScope asked = scope();
    assertThat(asked.getCut()).isEqualTo(3);
    task.forgetSent();

    answer(0, Recomputed.newBuilder().setCut(3).setAnswered(asked));
    task.emit();
    assertThat(task.sent(AggregatorTopology.AGGREGATES_SINK)).as("of both meters").hasSize(2);
  }

  @Test
  void shouldNotTakeTheAnswersToAStateThatWasThereBefore() throws Exception {
    start(TestHistory.NOTHING);
    deliver(0, TestMeters.TYPE, Usage.NOON);
    task.emit();
    AggregateRecord whole = window();
    repair(1, TestMeters.TYPE, Usage.NOON.getEpochSecond());
    RecomputeScope before = scope();

    task.empty(windows());
    task.empty(task.keyValues(AggregatorTopology.WINDOWS_PENDING_STORE));
    start(TestHistory.NOTHING);
    deliver(0, TestMeters.TYPE, Usage.NOON);
    repair(1, TestMeters.TYPE, Usage.NOON.getEpochSecond());
    RecomputeScope again = scope();
    assertThat(again.getCut()).isEqualTo(before.getCut());
    task.forgetSent();

    // It had nothing to say of windows that were released then.
    answer(0, Recomputed.newBuilder().setCut(2).setAnswered(before));
    task.emit();
    assertThat(task.sent(AggregatorTopology.AGGREGATES_SINK)).isEmpty();
    answer(1, Recomputed.newBuilder().setCut(2).setBase(whole).setStateId(again.getStateId()));
    answer(2, Recomputed.newBuilder().setCut(2).setAnswered(again));
    task.emit();
    assertThat(task.sent(AggregatorTopology.AGGREGATES_SINK)).hasSize(1);
    assertThat(window())
        .returns(1L, AggregateRecord::getCount)
        .returns(2L, AggregateRecord::getVersion);
  }

  @Test
  void shouldTakeAnswersWithoutAnIdIntoTheStateOfAReleaseThatGaveNone() throws Exception {
    start(TestHistory.NOTHING);
    deliver(0, TestMeters.TYPE, Usage.NOON);
    task.emit();
    windows().put(STARTS, new byte[0]);

    start(TestHistory.NOTHING);
    repair(1, TestMeters.TYPE, Usage.NOON.getEpochSecond());
    RecomputeScope asked = scope();
    assertThat(asked.getStateId()).isZero();
    task.forgetSent();
    answer(0, Recomputed.newBuilder().setCut(2).setAnswered(asked));
    task.emit();
    assertThat(task.sent(AggregatorTopology.AGGREGATES_SINK)).hasSize(1);
  }

  private RecomputeScope scope() throws Exception {
    return RecomputeScope.parseFrom(task.sent(AggregatorTopology.RECOMPUTE_SINK).getLast());
  }

  private MeterBuild build() throws Exception {
    return MeterBuild.parseFrom(task.sent(AggregatorTopology.BUILDS_SINK).getLast());
  }

  /** Of who carries it out, for who asked. */
  private void answer(long offset, Recomputed.Builder answer) {
    switch (answer.getPartCase()) {
      case ANSWERED -> answer.setStateId(answer.getAnswered().getStateId());
      case BUILT -> answer.setStateId(answer.getBuilt().getStateId());
      case BASE, PART_NOT_SET -> {}
    }
    byte[] value = answer.build().toByteArray();
    task.deliver("t.usage.recomputed", offset, new byte[0], value, Usage.NOON);
  }

  private void repair(long offset, String type, long fromSeconds) {
    UsageRecord record =
        UsageRecord.newBuilder()
            .setTenantId("TEN-1")
            .setType(type)
            .setRecompute(
                Recompute.newBuilder()
                    .setFromEpochSeconds(fromSeconds)
                    .setToEpochSeconds(fromSeconds + 3_600))
            .build();
    task.deliver(offset, key(type), record.toByteArray(), Usage.NOON);
  }

  private static byte[] key(String type) {
    return new UniqueKey("TEN-1", type, UniqueKey.ONLY_SHARD).toBytes();
  }

  private void start(History history) {
    task.start(
        () ->
            new AggregateProcessor(
                new TestCatalog(() -> meters, () -> catalogAsked.run()),
                StreamConfig.DEFAULT,
                "t.usage.recomputed",
                2,
                task.checks(history)));
  }

  private void forgetReach() {
    windows().delete(REACH);
    task.emit();
    task.forgetSent();
  }

  /** As the release that kept it there alone. */
  private void owe(long nextOffset) {
    KeyValueStore<Bytes, byte[]> pending = task.keyValues(AggregatorTopology.WINDOWS_PENDING_STORE);
    pending.put(REACH, ByteBuffer.allocate(Long.BYTES).putLong(nextOffset).array());
  }

  private KeyValueStore<Bytes, byte[]> windows() {
    return task.keyValues(AggregatorTopology.WINDOWS_STORE);
  }

  private void deliver(long offset, String type, Instant stamp) {
    UsageRecord usage = Usage.event("TEN-1", "e" + offset, type, "{\"tokens\":2}");
    task.deliver(offset, key(type), usage.toByteArray(), stamp);
  }

  private AggregateRecord window() throws Exception {
    return AggregateRecord.parseFrom(task.sent(AggregatorTopology.AGGREGATES_SINK).getLast());
  }

  private long progress() throws Exception {
    return StageProgress.parseFrom(task.sent(AggregatorTopology.PROGRESS_SINK).getLast())
        .getNextOffset();
  }
}

package io.meterhouse.aggregator.kafka.stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.InvalidProtocolBufferException;
import io.meterhouse.aggregator.TestMeters;
import io.meterhouse.aggregator.Usage;
import io.meterhouse.aggregator.stream.LostStateException;
import io.meterhouse.aggregator.stream.StreamConfig;
import io.meterhouse.aggregator.stream.UniqueKey;
import io.meterhouse.kit.config.Settings;
import io.meterhouse.metering.Sharding;
import io.meterhouse.metering.TenantId;
import io.meterhouse.schemas.usage.v1.LedgerRecord;
import io.meterhouse.schemas.usage.v1.StageProgress;
import io.meterhouse.schemas.usage.v1.UsageRecord;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.state.KeyValueStore;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is delivered after a stop, held against the state of before. */
class DeduplicateProcessorTest {

  /** As the widest of the windows below needs it. */
  private static final Duration RETENTION = Duration.ofDays(50);

  private static final long MINUTE = Usage.NOON.getEpochSecond() / 60;

  private final TaskUnderTest task;
  private Sharding sharding = Sharding.NONE;

  DeduplicateProcessorTest(@TempDir Path directory) {
    task = new TaskUnderTest("t.usage.accepted", directory);
    task.store(IdentityMemory.store(AggregatorTopology.SEEN_STORE, RETENTION, RETENTION));
    task.store(LedgerCounts.store(AggregatorTopology.LEDGER_STORE));
    task.store(Pending.store(AggregatorTopology.LEDGER_PENDING_STORE));
    task.store(BeforeCommit.store(AggregatorTopology.DEDUPLICATE_COMMIT));
  }

  @AfterEach
  void close() {
    task.close();
  }

  @Test
  void shouldNeitherForwardNorCountWhatIsDeliveredAgain() {
    start("35d");
    for (int i = 0; i < 10; i++) {
      deliver(i, "e" + i / 2, Usage.NOON.plusSeconds(10L * i));
    }
    task.emit();
    List<LedgerRecord> counted = ledger();
    assertThat(unique()).hasSize(5);
    task.forgetSent();

    start("35d");
    for (int i = 0; i < 10; i++) {
      deliver(i, "e" + i / 2, Usage.NOON.plusSeconds(10L * i));
    }
    task.emit();
    assertThat(unique()).isEmpty();
    assertThat(ledger()).isEmpty();
    assertThat(task.metrics())
        .contains("meterhouse_stream_skipped_records_total{stage=\"stage\"} 10.0");

    deliver(10, "e9", Usage.NOON.plusSeconds(100));
    task.emit();
    assertThat(unique()).hasSize(1);
    assertThat(counted).last().returns(4L, LedgerRecord::getAccepted);
    assertThat(ledger())
        .containsExactly(
            LedgerRecord.newBuilder()
                .setTenantId("TEN-1")
                .setAcceptedEpochMinute(MINUTE + 1)
                .setAccepted(5)
                .setUnique(3)
                .setDuplicates(2)
                .setVersion(11)
                .build());
    assertThat(task.findings().loss()).isEmpty();
  }

  @Test
  void shouldCountAcceptedRecordsThatExpiredUnread() {
    start("35d");
    deliver(0, "e0", Usage.NOON);
    start("35d");
    deliver(5, "e5", Usage.NOON.plusSeconds(1));
    deliver(6, "e6", Usage.NOON.plusSeconds(1));
    task.emit();

    assertThat(ledger())
        .containsExactlyInAnyOrder(
            LedgerRecord.newBuilder()
                .setTenantId("TEN-1")
                .setAcceptedEpochMinute(MINUTE)
                .setAccepted(3)
                .setUnique(3)
                .setVersion(7)
                .build(),
            LedgerRecord.newBuilder()
                .setAcceptedEpochMinute(MINUTE)
                .setMissing(4)
                .setVersion(5)
                .build());
    assertThat(task.findings().loss())
        .hasValueSatisfying(loss -> assertThat(loss).startsWith("4 accepted records expired"));
    assertThat(task.metrics()).contains("meterhouse_stream_missing_records_total 4.0");
  }

  @Test
  void shouldFindIdentitiesOfEveryWindowThatWasConfiguredWhileTheyAreWithinTheNewOne() {
    long offset = 0;
    Instant day = Usage.NOON;
    List<String> windows = List.of("35d", "40d", "7d", "12h", "35d", "36d");
    List<Instant> accepted = new ArrayList<>();
    for (String window : windows) {
      start(window);
      for (int i = 0; i < 3; i++) {
        day = day.plus(Duration.ofHours(31));
        deliver(offset, "e" + offset, day);
        accepted.add(day);
        offset++;
      }
    }
    task.forgetSent();
    Instant now = day;

    // Retries, after a re-read of everything from the beginning.
    start("36d");
    for (int i = 0; i < accepted.size(); i++) {
      deliver(i, "e" + i, accepted.get(i));
    }
    for (int i = 0; i < accepted.size(); i++) {
      deliver(offset + i, "e" + i, now);
    }
    assertThat(unique()).isEmpty();

    start("5d");
    long behind =
        accepted.stream().filter(at -> at.isBefore(now.minus(Duration.ofDays(5)))).count();
    for (int i = 0; i < accepted.size(); i++) {
      deliver(offset + accepted.size() + i, "e" + i, now);
    }
    assertThat(unique()).hasSize(Math.toIntExact(behind)).hasSizeGreaterThan(10);
  }

  @Test
  void shouldFindWhatAReleaseRememberedThatKeptNoGrid() {
    start("35d");
    deliver(0, "e0", Usage.NOON);
    deliver(1, "e1", Usage.NOON.plus(Duration.ofDays(30)));
    KeyValueStore<Bytes, byte[]> ledger = task.keyValues(AggregatorTopology.LEDGER_STORE);
    ledger.delete(Bytes.wrap(new byte[] {0}));
    task.forgetSent();

    start("35d");
    deliver(2, "e0", Usage.NOON.plus(Duration.ofDays(34)));
    deliver(3, "e1", Usage.NOON.plus(Duration.ofDays(35)));
    assertThat(unique()).isEmpty();
  }

  @Test
  void shouldLookAtItsStateAgainWhenItsTaskIsRevived() {
    start("35d");
    deliver(0, "e0", Usage.NOON);
    task.revive();
    deliver(1, "e0", Usage.NOON);
    deliver(2, "e2", Usage.NOON);
    assertThat(unique()).hasSize(2);

    task.empty(task.windows(AggregatorTopology.SEEN_STORE));
    task.revive();
    assertThatThrownBy(() -> deliver(3, "e0", Usage.NOON)).isInstanceOf(LostStateException.class);
  }

  @Test
  void shouldStopWhereItsStateIsGoneUnlessToldThatItMayBeginAnew() {
    start("35d");
    assertThatThrownBy(() -> deliver(7, "e7", Usage.NOON))
        .isInstanceOf(LostStateException.class)
        .hasMessageContaining("no state of what is before offset 7")
        .hasMessageContaining("METERHOUSE_DEDUP_ACCEPT_LOST_STATE");
    assertThat(unique()).isEmpty();

    start(config("35d", true));
    deliver(7, "e7", Usage.NOON);
    start("35d");
    deliver(8, "e7", Usage.NOON);
    assertThat(unique()).hasSize(1);
    assertThat(task.findings().loss()).isEmpty();
  }

  @Test
  void shouldStopWhereTheIdentitiesAloneAreGone() {
    start("35d");
    deliver(0, "e0", Usage.NOON);
    task.empty(task.windows(AggregatorTopology.SEEN_STORE));
    start("35d");
    assertThatThrownBy(() -> deliver(1, "e0", Usage.NOON.plusSeconds(1)))
        .isInstanceOf(LostStateException.class)
        .hasMessageContaining("the identities are gone");

    // Of what is past the window nothing need be there.
    start("35d");
    deliver(1, "e0", Usage.NOON.plus(Duration.ofDays(50)));
    assertThat(unique()).hasSize(2);
  }

  @Test
  void shouldStopWhereTheTopicWasMadeAnew() {
    start("35d");
    for (int i = 0; i < 10; i++) {
      deliver(i, "e" + i, Usage.NOON);
    }
    start("35d");
    assertThatThrownBy(() -> deliver(0, "f0", Usage.NOON.plus(Duration.ofHours(1))))
        .isInstanceOf(LostStateException.class)
        .hasMessageContaining("made anew");
  }

  @Test
  void shouldTellHowFarTheLedgerIsNoSoonerThanItIsSent() {
    start("35d");
    deliver(0, "e0", Usage.NOON);
    deliver(1, "e1", Usage.NOON);
    start("35d");
    assertThat(marks()).isEmpty();

    task.emit();
    assertThat(ledger()).singleElement().returns(2L, LedgerRecord::getAccepted);
    assertThat(marks()).containsExactly(2L);

    task.forgetSent();
    deliver(2, "e2", Usage.NOON);
    assertThat(marks()).isEmpty();
    task.emit();
    task.emit();
    assertThat(ledger()).singleElement().returns(3L, LedgerRecord::getAccepted);
    assertThat(marks()).containsExactly(3L);
  }

  @Test
  void shouldGiveAnEventTheMinuteInWhichTheLedgerCountsIt() throws Exception {
    start("35d");
    deliver(0, "e0", Usage.NOON.plusSeconds(90));
    start("35d");
    deliver(1, "e1", Usage.NOON);

    UsageRecord second = UsageRecord.parseFrom(unique().getLast());
    assertThat(second.getAccepted().getAcceptedAtMillis())
        .isEqualTo(Usage.NOON.plusSeconds(60).toEpochMilli());
    task.emit();
    assertThat(ledger())
        .singleElement()
        .returns(2L, LedgerRecord::getUnique)
        .returns(MINUTE + 1, LedgerRecord::getAcceptedEpochMinute);
  }

  @Test
  void shouldSpreadATenantAndTypeByTheNumberOfTheMomentAndNobodyElse() {
    start("35d");
    deliver(0, "TEN-1", "before", Usage.NOON);
    spread(4);
    for (int i = 1; i <= 100; i++) {
      deliver(i, "TEN-1", "e" + i, Usage.NOON);
    }
    deliver(101, "TEN-2", "of another tenant", Usage.NOON);

    List<UniqueKey> keys = keys();
    assertThat(keys.getFirst()).isEqualTo(new UniqueKey("TEN-1", TestMeters.TYPE, 0));
    assertThat(keys.getLast()).isEqualTo(new UniqueKey("TEN-2", TestMeters.TYPE, 0));
    assertThat(keys.subList(1, 101))
        .extracting(UniqueKey::shard)
        .containsOnly(0, 1, 2, 3)
        .allSatisfy(shard -> assertThat(Collections.frequency(shards(), shard)).isGreaterThan(10));

    // The same number puts an event where it was, whoever decides it and when.
    task.forgetSent();
    start("1s");
    for (int i = 1; i <= 100; i++) {
      deliver(101 + i, "TEN-1", "e" + i, Usage.NOON.plusSeconds(60));
    }
    assertThat(keys()).isEqualTo(keys.subList(1, 101));
  }

  @Test
  void shouldKnowARetryWhateverTheNumberOfShardsHasBecome() {
    start("35d");
    long offset = 0;
    for (int shards : new int[] {1, 4, 2, 7, 1}) {
      spread(shards);
      for (int i = 0; i < 20; i++) {
        deliver(offset++, "TEN-1", "e" + i, Usage.NOON);
      }
    }
    task.emit();

    assertThat(keys()).hasSize(20).extracting(UniqueKey::shard).containsOnly(0);
    assertThat(ledger())
        .singleElement()
        .returns(20L, LedgerRecord::getUnique)
        .returns(80L, LedgerRecord::getDuplicates);
  }

  /** How far deduplication has said that the ledger is. */
  private List<Long> marks() {
    return task.sent(AggregatorTopology.DEDUPLICATE_PROGRESS_SINK).stream()
        .map(
            mark -> {
              try {
                return StageProgress.parseFrom(mark).getNextOffset();
              } catch (InvalidProtocolBufferException e) {
                throw new AssertionError("no StageProgress", e);
              }
            })
        .toList();
  }

  private void spread(int shards) {
    Sharding.Key usage = new Sharding.Key(TenantId.of("TEN-1"), TestMeters.TYPE);
    sharding = sharding.with(Map.of(usage, shards));
  }

  private List<Integer> shards() {
    return keys().stream().map(UniqueKey::shard).toList();
  }

  private List<UniqueKey> keys() {
    return task.sentKeys(AggregatorTopology.UNIQUE_SINK).stream()
        .map(UniqueKey::fromBytes)
        .toList();
  }

  private void start(String window) {
    start(config(window, false));
  }

  private void start(StreamConfig config) {
    task.start(
        () ->
            new DeduplicateProcessor(
                config, RETENTION, () -> sharding, 2, task.checks(TestHistory.NOTHING)));
  }

  private static StreamConfig config(String window, boolean acceptLostState) {
    return StreamConfig.from(
        Settings.of(
            Map.of(
                "METERHOUSE_DEDUP_WINDOW",
                window,
                "METERHOUSE_DEDUP_ACCEPT_LOST_STATE",
                Boolean.toString(acceptLostState))));
  }

  private void deliver(long offset, String id, Instant stamp) {
    deliver(offset, "TEN-1", id, stamp);
  }

  private void deliver(long offset, String tenant, String id, Instant stamp) {
    UsageRecord usage = Usage.event(tenant, id, TestMeters.TYPE, "{\"tokens\":1}");
    task.deliver(offset, Usage.key(usage), usage.toByteArray(), stamp);
  }

  private List<byte[]> unique() {
    return task.sent(AggregatorTopology.UNIQUE_SINK);
  }

  private List<LedgerRecord> ledger() {
    List<LedgerRecord> records = new ArrayList<>();
    for (byte[] value : task.sent(AggregatorTopology.LEDGER_SINK)) {
      try {
        records.add(LedgerRecord.parseFrom(value));
      } catch (InvalidProtocolBufferException e) {
        throw new AssertionError(e);
      }
    }
    return records;
  }
}

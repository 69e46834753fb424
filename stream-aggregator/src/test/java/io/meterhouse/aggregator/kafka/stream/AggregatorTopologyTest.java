package io.meterhouse.aggregator.kafka.stream;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.InvalidProtocolBufferException;
import io.meterhouse.aggregator.TestMeters;
import io.meterhouse.aggregator.Usage;
import io.meterhouse.aggregator.stream.StreamConfig;
import io.meterhouse.kit.config.KafkaConfig;
import io.meterhouse.kit.kafka.Topics;
import io.meterhouse.kit.kafka.TraceHeaders;
import io.meterhouse.kit.telemetry.Metrics;
import io.meterhouse.metering.MeterCatalog;
import io.meterhouse.schemas.usage.v1.AggregateRecord;
import io.meterhouse.schemas.usage.v1.LedgerRecord;
import io.meterhouse.schemas.usage.v1.StageProgress;
import io.meterhouse.schemas.usage.v1.UsageRecord;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.streams.TestInputTopic;
import org.apache.kafka.streams.TestOutputTopic;
import org.apache.kafka.streams.TopologyTestDriver;
import org.apache.kafka.streams.test.TestRecord;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What depends on time: here a test can make five weeks pass. The real broker is in the ITs. */
class AggregatorTopologyTest {

  private static final Duration WINDOW = Duration.ofDays(35);
  private static final Duration EMIT = Duration.ofMillis(300);
  private static final KafkaConfig KAFKA = new KafkaConfig("nowhere:9092", "t.", 1, 1);

  private final TopologyTestDriver driver;
  private final TestInputTopic<byte[], byte[]> accepted;
  private final TestOutputTopic<byte[], byte[]> unique;
  private final TestOutputTopic<byte[], byte[]> ledger;
  private final TestOutputTopic<byte[], byte[]> aggregates;
  private final TestOutputTopic<byte[], byte[]> progress;

  AggregatorTopologyTest(@TempDir Path directory) {
    Properties properties =
        StreamsProperties.of(KAFKA, StreamConfig.DEFAULT, directory, "instance");
    MeterCatalog meters = MeterCatalog.of(List.of(TestMeters.TOKENS));
    driver =
        new TopologyTestDriver(
            AggregatorTopology.of(
                new Topics(KAFKA),
                TestCatalog.of(() -> meters),
                StreamConfig.DEFAULT,
                IdentityMemory.retention(WINDOW),
                new StateChecks.Watch(TestHistory.NOTHING, new StreamFindings(new Metrics(1)))),
            properties,
            Usage.NOON);
    accepted =
        driver.createInputTopic(
            "t.usage.accepted", new ByteArraySerializer(), new ByteArraySerializer());
    unique = output("t.usage.unique");
    ledger = output("t.usage.ledger");
    aggregates = output("t.usage.aggregates");
    progress = output("t.usage.progress");
  }

  @AfterEach
  void close() {
    driver.close();
  }

  @Test
  void shouldRememberAnIdentityForTheWholeWindowAndNoLonger() {
    UsageRecord event = event("e1", 7);
    accept(event, Usage.NOON);
    for (int day = 1; day <= 35; day++) {
      // Other usage moves stream time on, so that old segments are dropped on the way.
      accept(event("other-" + day, 1), Usage.NOON.plus(Duration.ofDays(day)).minusSeconds(60));
      accept(event, Usage.NOON.plus(Duration.ofDays(day)));
    }
    assertThat(unique.readValuesToList()).hasSize(36);

    accept(event, Usage.NOON.plus(WINDOW).plusMillis(1));
    assertThat(unique.readValuesToList()).hasSize(1);
    accept(event, Usage.NOON.plus(WINDOW).plusMillis(2));
    assertThat(unique.readValuesToList()).isEmpty();
  }

  @Test
  void shouldKeepTheTraceOfTheAcceptedEventAndNoOtherHeader() {
    String first = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";
    String later = "00-1af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";
    accept(event("e1", 7), first);
    accept(event("e1", 7), later);
    accept(event("e2", 7), later);
    accept(event("e3", 7), (String) null);

    assertThat(unique.readRecordsToList())
        .extracting(record -> TraceHeaders.read(record.headers()))
        .containsExactly(first, later, null);
    driver.advanceWallClockTime(EMIT);
    assertThat(aggregates.readRecordsToList())
        .singleElement()
        .satisfies(
            window -> {
              assertThat(TraceHeaders.read(window.headers())).isEqualTo(later);
              assertThat(window.headers()).hasSize(1);
            });
  }

  private void accept(UsageRecord usage, @Nullable String traceparent) {
    Headers headers = new RecordHeaders(TraceHeaders.of(traceparent));
    headers.add("of-somebody", new byte[] {1});
    accepted.pipeInput(
        new TestRecord<>(Usage.key(usage), usage.toByteArray(), headers, Usage.NOON));
  }

  @Test
  void shouldSayTheLastWordOnAMinuteWhenTheNextOneBegins() {
    accept(event("e1", 7), Usage.NOON);
    accept(event("e1", 7), Usage.NOON.plusSeconds(59));
    assertThat(ledger.isEmpty()).isTrue();
    accept(event("e2", 7), Usage.NOON.plusSeconds(60));

    long minute = Usage.NOON.getEpochSecond() / 60;
    assertThat(ledgerRecords()).containsExactly(counts(minute, 2, 1, 1, 2));
    driver.advanceWallClockTime(EMIT);
    assertThat(ledgerRecords()).containsExactly(counts(minute + 1, 1, 1, 0, 3));
    driver.advanceWallClockTime(EMIT);
    assertThat(ledgerRecords()).isEmpty();
  }

  @Test
  void shouldNotCountIntoAPastMinuteWhenTheBrokersClockGoesBack() {
    accept(event("e1", 7), Usage.NOON.plusSeconds(60));
    accept(event("e2", 7), Usage.NOON);
    driver.advanceWallClockTime(EMIT);

    long minute = Usage.NOON.getEpochSecond() / 60 + 1;
    assertThat(ledgerRecords()).containsExactly(counts(minute, 2, 2, 0, 2));
  }

  @Test
  void shouldSendAWindowOnceAnIntervalHoweverOftenItChangesAndThenHowFarItIs() throws Exception {
    for (int i = 0; i < 100; i++) {
      accept(event("e" + i, 2), Usage.NOON);
    }
    assertThat(aggregates.isEmpty()).isTrue();
    driver.advanceWallClockTime(EMIT);

    assertThat(aggregates.readValuesToList())
        .singleElement()
        .satisfies(
            value -> {
              AggregateRecord window = AggregateRecord.parseFrom(value);
              assertThat(window.getCount()).isEqualTo(100);
              assertThat(window.getVersion()).isEqualTo(100);
            });
    assertThat(marks())
        .containsExactlyInAnyOrder(
            mark("deduplicate", "usage.accepted"), mark("aggregate", "usage.unique"));
    driver.advanceWallClockTime(EMIT);
    assertThat(aggregates.isEmpty()).isTrue();
    assertThat(progress.isEmpty()).isTrue();
  }

  private List<StageProgress> marks() throws InvalidProtocolBufferException {
    List<StageProgress> marks = new ArrayList<>();
    for (byte[] value : progress.readValuesToList()) {
      marks.add(StageProgress.parseFrom(value));
    }
    return marks;
  }

  private static StageProgress mark(String stage, String topic) {
    return StageProgress.newBuilder().setStage(stage).setTopic(topic).setNextOffset(100).build();
  }

  @Test
  void shouldOweInAStoreWhatIsNotSentWithTheCommit() {
    accept(event("e1", 7), Usage.NOON);
    // One record for the window and for how far the partition is.
    assertThat(owed()).isEqualTo(1);

    driver.advanceWallClockTime(EMIT);
    assertThat(owed()).isZero();
  }

  private int owed() {
    int owed = 0;
    try (var all = driver.getKeyValueStore(AggregatorTopology.WINDOWS_PENDING_STORE).all()) {
      while (all.hasNext()) {
        all.next();
        owed++;
      }
    }
    return owed;
  }

  private void accept(UsageRecord usage, Instant acceptedAt) {
    accepted.pipeInput(Usage.key(usage), usage.toByteArray(), acceptedAt);
  }

  private static UsageRecord event(String id, int tokens) {
    return Usage.event("TEN-1", id, TestMeters.TYPE, "{\"tokens\":" + tokens + "}");
  }

  private List<LedgerRecord> ledgerRecords() {
    return ledger.readValuesToList().stream().map(AggregatorTopologyTest::ledgerRecord).toList();
  }

  private static LedgerRecord ledgerRecord(byte[] value) {
    try {
      return LedgerRecord.parseFrom(value);
    } catch (com.google.protobuf.InvalidProtocolBufferException e) {
      throw new AssertionError(e);
    }
  }

  private static LedgerRecord counts(
      long minute, long accepted, long unique, long duplicates, long version) {
    return LedgerRecord.newBuilder()
        .setTenantId("TEN-1")
        .setAcceptedEpochMinute(minute)
        .setAccepted(accepted)
        .setUnique(unique)
        .setDuplicates(duplicates)
        .setVersion(version)
        .build();
  }

  private TestOutputTopic<byte[], byte[]> output(String topic) {
    return driver.createOutputTopic(
        topic, new ByteArrayDeserializer(), new ByteArrayDeserializer());
  }
}

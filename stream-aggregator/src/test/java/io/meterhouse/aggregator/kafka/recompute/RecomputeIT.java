package io.meterhouse.aggregator.kafka.recompute;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;
import static org.awaitility.Awaitility.await;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import io.meterhouse.aggregator.TestMeters;
import io.meterhouse.aggregator.TestTopics;
import io.meterhouse.aggregator.Usage;
import io.meterhouse.aggregator.clickhouse.StoreSinks;
import io.meterhouse.aggregator.clickhouse.StoredRecompute;
import io.meterhouse.aggregator.kafka.progress.StageMark;
import io.meterhouse.aggregator.kafka.sink.SinkRunner;
import io.meterhouse.aggregator.recompute.RecomputeConfig;
import io.meterhouse.aggregator.recompute.RecomputeCounts;
import io.meterhouse.aggregator.recompute.RecomputeStore;
import io.meterhouse.aggregator.sink.ProgressStore;
import io.meterhouse.aggregator.sink.SinkConfig;
import io.meterhouse.aggregator.sink.SinkWriteException;
import io.meterhouse.aggregator.stream.UniqueKey;
import io.meterhouse.kit.kafka.Topic;
import io.meterhouse.kit.kafka.Topics;
import io.meterhouse.kit.telemetry.Metrics;
import io.meterhouse.local.EngineAddresses;
import io.meterhouse.local.junit.Engines;
import io.meterhouse.metering.Aggregate;
import io.meterhouse.metering.Identity;
import io.meterhouse.metering.Meter;
import io.meterhouse.metering.MeterCatalog;
import io.meterhouse.metering.TenantId;
import io.meterhouse.metering.Window;
import io.meterhouse.metering.WindowSize;
import io.meterhouse.schemas.usage.v1.AggregateRecord;
import io.meterhouse.schemas.usage.v1.MeterBuild;
import io.meterhouse.schemas.usage.v1.RecomputeScope;
import io.meterhouse.schemas.usage.v1.Recomputed;
import io.meterhouse.schemas.usage.v1.RejectedRecord;
import io.meterhouse.schemas.usage.v1.StageProgress;
import io.meterhouse.usagestore.AggregateRow;
import io.meterhouse.usagestore.AggregateWriter;
import io.meterhouse.usagestore.EventRow;
import io.meterhouse.usagestore.EventWriter;
import io.meterhouse.usagestore.MeterBuildRow;
import io.meterhouse.usagestore.MeterBuilds;
import io.meterhouse.usagestore.SinkProgress;
import io.meterhouse.usagestore.UniquePosition;
import io.meterhouse.usagestore.UsageStore;
import io.meterhouse.usagestore.VoidRow;
import io.meterhouse.usagestore.VoidWriter;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.internals.BuiltInPartitioner;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** The worker on the real engines; the raw events and what is asked for are written by hand. */
@ExtendWith(Engines.class)
class RecomputeIT {

  private static final Duration PATIENCE = Duration.ofMinutes(8);
  private static final Duration SESSION = Duration.ofSeconds(6);
  private static final SinkConfig QUICK =
      new SinkConfig(
          1_000, 1_000_000, Duration.ofMillis(50), Duration.ofMillis(20), Duration.ofMillis(100));
  private static final RecomputeConfig GATHERING =
      new RecomputeConfig(Duration.ofMillis(50), 1_000);

  private static final String TENANT = "TEN-1";
  private static final Meter METER = TestMeters.LARGEST;
  private static final MeterCatalog CATALOG = MeterCatalog.of(List.of(METER));
  private static final Instant NOON = Usage.NOON;
  private static final Instant ONE = NOON.plusSeconds(3_600);
  private static final int PARTITIONS = 3;
  private static final int PARTITION =
      BuiltInPartitioner.partitionForKey(
          new UniqueKey(TENANT, TestMeters.TYPE, 0).toBytes(), PARTITIONS);

  private final TestTopics topics;
  private final UsageStore store;
  private final String unique;

  /** Questions that the store answers before it is away; negative: all. */
  private final AtomicInteger answers = new AtomicInteger(-1);

  private @Nullable RecomputeWorker worker;
  private @Nullable SinkRunner running;
  private @TempDir Path directory;

  RecomputeIT(EngineAddresses engines) {
    topics =
        new TestTopics(engines.kafkaBootstrapServers(), engines.freshName("recompute"), PARTITIONS);
    store =
        UsageStore.openMigrated(
            engines.clickHouseUrl(), engines.freshName("recompute"), "default", "");
    unique = new Topics(topics.kafka()).name(Topic.USAGE_UNIQUE);
  }

  @AfterEach
  void close() {
    stop();
    store.close();
    topics.close();
  }

  @Test
  void shouldPublishWhatIsNotStoredSoOnceTheRawEventsAreThere() throws Exception {
    start();
    ask(scope(NOON, ONE, 3, ONE, false));
    write(event("a", NOON, 10, 0), event("b", NOON, 20, 2));
    stored(3);

    awaitServed();
    assertThat(windows())
        .singleElement()
        .satisfies(
            window -> {
              assertThat(window.getCount()).isEqualTo(2);
              assertThat(window.getVersion()).isEqualTo(3);
              assertThat(window.getKey().getMeter()).isEqualTo(METER.code());
            });
    assertThat(topics.read(Topic.USAGE_AGGREGATES))
        .singleElement()
        .satisfies(record -> assertThat(record.key()).isEqualTo(keyOf(record)));

    // Void, one and then the other; a window that no event explains; one that is newer.
    writeVoid(event("b", NOON, 20, 2), 4);
    stored(5);
    writeWindow("ghost", 4, 9);
    writeWindow("newer", 99, 9);
    ask(scope(NOON, ONE, 5, ONE, true));
    awaitServed();
    assertThat(windowsAt(5))
        .extracting(each -> each.getKey().getSubject(), AggregateRecord::getCount)
        .containsExactlyInAnyOrder(tuple("client-7", 1L), tuple("ghost", 0L));

    writeVoid(event("a", NOON, 10, 0), 6);
    stored(7);
    ask(scope(NOON, ONE, 7, ONE, false));
    awaitServed();
    assertThat(windowsAt(7))
        .singleElement()
        .returns("client-7", each -> each.getKey().getSubject())
        .returns(0L, AggregateRecord::getCount);
  }

  @Test
  void shouldAnswerWithWhatCameBeforeTheCutInTheOrderOfTheLog() throws Exception {
    write(
        event("released", NOON, 10, 0),
        event("hot", ONE, 20, 1),
        event("void", ONE, 25, 2),
        event("behind the cut", ONE, 30, 6));
    writeVoid(event("void", ONE, 25, 2), 3);
    writeVoid(event("hot", ONE, 20, 1), 8);
    stored(9);
    RecomputeScope scope = scope(NOON, ONE.plusSeconds(3_600), 6, ONE, true);
    ask(scope);
    start();

    awaitServed();

    List<ConsumerRecord<byte[], byte[]>> answers = topics.read(Topic.USAGE_RECOMPUTED);
    assertThat(answers).extracting(ConsumerRecord::partition).containsOnly(PARTITION);
    assertThat(new String(answers.getFirst().key(), StandardCharsets.UTF_8))
        .isEqualTo("TEN-1/llm.request/0");
    List<Recomputed> read = new ArrayList<>();
    for (ConsumerRecord<byte[], byte[]> answer : answers) {
      read.add(Recomputed.parseFrom(answer.value()));
    }
    assertThat(read).hasSize(2).extracting(Recomputed::getCut).containsOnly(6L);
    assertThat(read.getFirst().getBase())
        .returns(1L, AggregateRecord::getCount)
        .returns(ONE.getEpochSecond(), base -> base.getKey().getWindowStartEpochSeconds());
    assertThat(read.getLast().getAnswered()).isEqualTo(scope);
    assertThat(windows())
        .singleElement()
        .returns(NOON.getEpochSecond(), window -> window.getKey().getWindowStartEpochSeconds());
  }

  @Test
  void shouldBuildAMeterOnceAlthoughTheStoreGoesAwayAndTheWorkerDiesMeanwhile() throws Exception {
    List<EventRow> events = new ArrayList<>();
    for (int day = 0; day < 12; day++) {
      Instant time = NOON.minus(Duration.ofDays(day));
      events.add(event("good-" + day, time, day, 2L * day));
      events.add(event("bad-" + day, time, null, 2L * day + 1));
    }
    events.add(event("hot", ONE, 7, 30));
    events.add(event("behind the cut", ONE, 8, 40));
    write(events.toArray(EventRow[]::new));
    stored(41);
    MeterBuild build =
        MeterBuild.newBuilder()
            .setMeter(METER.code())
            .setMeterVersion(METER.version())
            .setUniquePartition(PARTITION)
            .setCut(40)
            .setReleasedUntilEpochSeconds(ONE.getEpochSecond())
            .build();
    answers.set(45);
    start();
    send(Topic.USAGE_BUILDS, "build", build.toByteArray());

    await().atMost(PATIENCE).until(() -> worker().problem().isPresent());
    int before = windows().size();
    assertThat(before).isBetween(1, 11);
    stop();
    start();
    await().atMost(PATIENCE).until(() -> worker().problem().isPresent());
    answers.set(-1);
    await().atMost(PATIENCE).until(() -> worker().problem().isEmpty());
    awaitAnswers(2);
    assertThat(new MeterBuilds(store).read(null, METER.code(), METER.version()))
        .as("its hot windows are not sent on yet")
        .noneMatch(MeterBuildRow::done);
    takeUpAnswers();
    awaitRead(Topic.USAGE_BUILDS);

    assertThat(windows())
        .hasSize(12)
        .extracting(each -> each.getKey().getWindowStartEpochSeconds())
        .doesNotHaveDuplicates();
    assertThat(windows()).extracting(AggregateRecord::getVersion).containsOnly(41L);
    List<Recomputed> answered = new ArrayList<>();
    for (ConsumerRecord<byte[], byte[]> answer : topics.read(Topic.USAGE_RECOMPUTED)) {
      answered.add(Recomputed.parseFrom(answer.value()));
    }
    assertThat(answered).hasSize(2);
    assertThat(answered.getFirst().getBase().getCount()).isEqualTo(1);
    assertThat(answered.getLast().getBuilt()).isEqualTo(build);
    List<String> rejected = new ArrayList<>();
    for (ConsumerRecord<byte[], byte[]> record : topics.read(Topic.USAGE_REJECTED)) {
      rejected.add(RejectedRecord.parseFrom(record.value()).getEvent().getId());
    }
    assertThat(rejected).hasSize(12).doesNotHaveDuplicates().allMatch(id -> id.startsWith("bad-"));
    assertThat(new MeterBuilds(store).read(null, METER.code(), METER.version()))
        .singleElement()
        .returns(true, MeterBuildRow::done)
        .returns(25L, MeterBuildRow::events)
        .returns(25L, MeterBuildRow::folded)
        .returns(12L, MeterBuildRow::misfits);
  }

  @Test
  void shouldPassOverWhatCannotBeReadAndBeDoneWithWhatIsInForceNoMore() throws Exception {
    stored(5);
    send(Topic.USAGE_RECOMPUTE, "damaged", new byte[] {1, 2, 3});
    send(Topic.USAGE_BUILDS, "damaged", new byte[] {1, 2, 3});
    MeterBuild gone =
        MeterBuild.newBuilder()
            .setMeter("gone")
            .setMeterVersion(4)
            .setUniquePartition(PARTITION)
            .setCut(5)
            .build();
    send(Topic.USAGE_BUILDS, "gone", gone.toByteArray());
    RecomputeScope unknown =
        scope(NOON, ONE, 5, ONE, true).toBuilder().setType("nobody counts it").build();
    ask(unknown);
    start();

    awaitServed();
    awaitAnswers(2);
    takeUpAnswers();
    awaitRead(Topic.USAGE_BUILDS);

    assertThat(windows()).isEmpty();
    assertThat(topics.read(Topic.USAGE_RECOMPUTED)).hasSize(2);
    assertThat(new MeterBuilds(store).read(null, "gone", 4))
        .singleElement()
        .returns(true, MeterBuildRow::done);
    assertThat(worker().problem()).isEmpty();
  }

  private void start() {
    ProgressStore progress = StoreSinks.progress(store);
    // Everything that is published is stored at once: nothing but this test reads it back.
    SinkRunner sinks = new SinkRunner(topics.kafka(), directory.resolve("sinks"), SESSION);
    sinks.start(
        Objects.requireNonNull(StoreSinks.of(store).get(Topic.USAGE_AGGREGATES)),
        Topic.USAGE_AGGREGATES,
        progress,
        QUICK);
    running = sinks;
    worker =
        RecomputeWorker.start(
            new RecomputeWorker.Member(topics.kafka(), directory, SESSION, GATHERING),
            new RecomputeWorker.Stores(
                breakable(new StoredRecompute(store, unique)), progress, StoreSinks.AGGREGATES),
            () -> CATALOG,
            new RecomputeCounts(new Metrics(10)),
            InstantSource.system());
  }

  private void stop() {
    RecomputeWorker open = worker;
    if (open != null) {
      open.close();
      worker = null;
    }
    SinkRunner sinks = running;
    if (sinks != null) {
      sinks.close();
      running = null;
    }
  }

  private RecomputeWorker worker() {
    return Objects.requireNonNull(worker);
  }

  /** The real one, as long as it answers. */
  private RecomputeStore breakable(RecomputeStore real) {
    return (RecomputeStore)
        Proxy.newProxyInstance(
            RecomputeStore.class.getClassLoader(),
            new Class<?>[] {RecomputeStore.class},
            (proxy, method, arguments) -> {
              if (answers.getAndUpdate(left -> left > 0 ? left - 1 : left) == 0) {
                throw new SinkWriteException("away", true, new IllegalStateException());
              }
              try {
                return method.invoke(real, arguments);
              } catch (InvocationTargetException e) {
                throw e.getCause();
              }
            });
  }

  private void ask(RecomputeScope scope) throws Exception {
    send(Topic.USAGE_RECOMPUTE, scope.getType(), scope.toByteArray());
  }

  private void send(Topic topic, String key, byte[] value) throws Exception {
    topics.sendBytes(topic, PARTITION, key.getBytes(StandardCharsets.UTF_8), value);
    topics.awaitAccepted();
  }

  private void awaitAnswers(int count) {
    await()
        .atMost(PATIENCE)
        .untilAsserted(() -> assertThat(topics.read(Topic.USAGE_RECOMPUTED)).hasSize(count));
  }

  /** As the task does that has sent on what it completed. */
  private void takeUpAnswers() throws Exception {
    StageProgress progress =
        StageProgress.newBuilder()
            .setStage(StageMark.COMPLETE)
            .setTopic(Topic.USAGE_RECOMPUTED.suffix())
            .setPartition(PARTITION)
            .setNextOffset(topics.read(Topic.USAGE_RECOMPUTED).getLast().offset() + 1)
            .build();
    send(Topic.USAGE_PROGRESS, StageMark.COMPLETE + "/" + PARTITION, progress.toByteArray());
  }

  private void awaitServed() {
    awaitRead(Topic.USAGE_RECOMPUTE);
  }

  private void awaitRead(Topic topic) {
    topics.awaitRead(RecomputeWorker.group(topics.kafka()), topic);
  }

  private void stored(long upTo) {
    new SinkProgress(store).record(StoreSinks.EVENTS, unique, Map.of(PARTITION, upTo));
  }

  private void write(EventRow... events) {
    new EventWriter(store).write(List.of(events));
  }

  private List<AggregateRecord> windowsAt(long version) throws Exception {
    return windows().stream().filter(each -> each.getVersion() == version).toList();
  }

  private List<AggregateRecord> windows() throws Exception {
    List<AggregateRecord> windows = new ArrayList<>();
    for (ConsumerRecord<byte[], byte[]> record : topics.read(Topic.USAGE_AGGREGATES)) {
      windows.add(AggregateRecord.parseFrom(record.value()));
    }
    return windows;
  }

  private static byte[] keyOf(ConsumerRecord<byte[], byte[]> record) {
    try {
      return AggregateRecord.parseFrom(record.value()).getKey().toByteArray();
    } catch (InvalidProtocolBufferException e) {
      throw new IllegalStateException(e);
    }
  }

  private void writeVoid(EventRow event, long offset) {
    new VoidWriter(store)
        .write(
            List.of(
                new VoidRow(
                    event.tenantId(),
                    event.type(),
                    event.source(),
                    event.id(),
                    event.subject(),
                    event.time(),
                    event.data(),
                    event.identity(),
                    event.acceptedPartition(),
                    event.acceptedOffset(),
                    event.shard(),
                    new UniquePosition(PARTITION, offset),
                    "sent twice",
                    "key-1",
                    NOON)));
  }

  private void writeWindow(String subject, long version, long tokens) {
    new AggregateWriter(store)
        .write(
            List.of(
                new AggregateRow(
                    TENANT,
                    METER.code(),
                    METER.version(),
                    subject,
                    new TreeMap<>(),
                    null,
                    new Window(NOON, WindowSize.MINUTE),
                    0,
                    Aggregate.of(BigDecimal.valueOf(tokens), NOON, "ing-ghost"),
                    NOON,
                    version)));
  }

  private static RecomputeScope scope(
      Instant from, Instant to, long cut, Instant releasedUntil, boolean answered) {
    return RecomputeScope.newBuilder()
        .setTenantId(TENANT)
        .setType(TestMeters.TYPE)
        .setFromEpochSeconds(from.getEpochSecond())
        .setToEpochSeconds(to.getEpochSecond())
        .setUniquePartition(PARTITION)
        .setCut(cut)
        .setReleasedUntilEpochSeconds(releasedUntil.getEpochSecond())
        .setAnswered(answered)
        .build();
  }

  /**
   * @param tokens null: what the meter cannot read
   */
  private static EventRow event(String id, Instant time, @Nullable Integer tokens, long offset) {
    return new EventRow(
        TENANT,
        TestMeters.TYPE,
        Usage.SOURCE,
        id,
        "client-7",
        time,
        NOON,
        ByteString.copyFromUtf8(
            "{\"tokens\":%s}".formatted(tokens == null ? "\"many\"" : tokens.toString())),
        "ing-" + id,
        Identity.of(TenantId.of(TENANT), Usage.SOURCE, id),
        0,
        offset,
        0,
        new UniquePosition(PARTITION, offset));
  }
}

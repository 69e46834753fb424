package io.meterhouse.aggregator.kafka.stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.meterhouse.aggregator.Oracle;
import io.meterhouse.aggregator.TestMeters;
import io.meterhouse.aggregator.TestTopics;
import io.meterhouse.aggregator.Usage;
import io.meterhouse.aggregator.Workload;
import io.meterhouse.aggregator.stream.StreamConfig;
import io.meterhouse.kit.catalog.CatalogFollower;
import io.meterhouse.kit.config.Settings;
import io.meterhouse.kit.kafka.Topic;
import io.meterhouse.kit.telemetry.Metrics;
import io.meterhouse.local.EngineAddresses;
import io.meterhouse.local.junit.Engines;
import io.meterhouse.metering.Meter;
import io.meterhouse.schemas.usage.v1.RejectedRecord;
import io.meterhouse.schemas.usage.v1.UsageRecord;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.assertj.core.groups.Tuple;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

@ExtendWith(Engines.class)
class AggregatorStreamsIT {

  private static final Duration PATIENCE = Duration.ofMinutes(8);
  private static final List<Meter> METERS = TestMeters.OF_EVENTS;

  private final Oracle oracle = new Oracle(METERS);
  private final TestTopics topics;
  private final StageOutput output;
  private final Metrics metrics = new Metrics(1);
  private String dedupWindow = "35d";
  private int standbys;
  private @TempDir Path otherDirectory;
  private @TempDir Path directory;
  private @Nullable CatalogFollower catalog;
  private @Nullable AggregatorStreams streams;

  AggregatorStreamsIT(EngineAddresses engines) {
    topics = new TestTopics(engines.kafkaBootstrapServers(), engines.freshName("streams"), 2);
    output = new StageOutput(topics);
  }

  @BeforeEach
  void start() throws Exception {
    catalog = new CatalogFollower(topics.kafka(), InstantSource.system());
    catalog.start();
    catalog.awaitLoaded(PATIENCE);
    startStreams();
  }

  @AfterEach
  void stop() {
    stopStreams();
    if (catalog != null) {
      catalog.close();
    }
    topics.close();
    metrics.close();
  }

  @Test
  void shouldDecideOnEveryAcceptedRecordOnce() throws Exception {
    publish();
    UsageRecord first =
        Usage.event("TEN-1", "e1", TestMeters.TYPE, "{\"tokens\":7,\"cost\":1,\"model\":\"m\"}");
    UsageRecord conflict =
        Usage.event("TEN-1", "e1", TestMeters.TYPE, "{\"tokens\":8,\"cost\":1,\"model\":\"m\"}");
    UsageRecord misfit =
        Usage.event(
            "TEN-1", "e2", TestMeters.TYPE, "{\"tokens\":3,\"cost\":\"x\",\"model\":\"m\"}");
    for (UsageRecord usage : List.of(first, first, conflict, misfit)) {
      accept(usage);
    }
    topics.acceptBytes(new byte[16], "not protobuf".getBytes(StandardCharsets.UTF_8));
    oracle.undecodable();
    topics.acceptBytes(null, null);
    oracle.undecodable();
    accept(
        Usage.event("TEN-2", "e1", TestMeters.TYPE, "{\"tokens\":5,\"cost\":2,\"model\":\"m\"}"));
    topics.awaitAccepted();

    awaitOracle();
    assertThat(output.rejections())
        .extracting(RejectedRecord::getCode, RejectedRecord::getMeter, r -> r.getEvent().getId())
        .containsExactlyInAnyOrder(
            Tuple.tuple("CONFLICTING_DUPLICATE", "", "e1"),
            Tuple.tuple("VALUE_NOT_A_NUMBER", "cost", "e2"),
            Tuple.tuple("VALUE_NOT_A_NUMBER", "average", "e2"),
            Tuple.tuple("UNDECODABLE_RECORD", "", ""),
            Tuple.tuple("UNDECODABLE_RECORD", "", ""));
  }

  @Test
  void shouldCountAnEventThatWasAcceptedRightAfterItsMeterWasCreated() throws Exception {
    accept(Usage.event("TEN-1", "e0", "other", "{}"));
    topics.awaitAccepted();
    for (int i = 0; i < 5; i++) {
      Meter meter = renamed(TestMeters.REQUESTS, "requests_" + i, "type-" + i);
      topics.publish(meter);
      UsageRecord usage = Usage.event("TEN-1", "n" + i, "type-" + i, "{}");
      topics.accept(usage);
      topics.awaitAccepted();
    }

    await()
        .atMost(PATIENCE)
        .untilAsserted(
            () ->
                assertThat(output.aggregates())
                    .allSatisfy((cell, value) -> assertThat(value.count()).isEqualTo(1))
                    .hasSize(5));
  }

  @Test
  void shouldHaveEveryFigureRightAfterRestartsWithAndWithoutItsDisk() throws Exception {
    publish();
    Workload workload = new Workload(42);
    for (int part = 0; part < 4; part++) {
      IntStream.range(0, 1_500).forEach(i -> accept(workload.next()));
      topics.awaitAccepted();
      // In the middle: some of it is done, some is not.
      await().atMost(PATIENCE).until(() -> !output.ledger().isEmpty());
      stopStreams();
      if (part % 2 == 1) {
        deleteState();
      }
      startStreams();
    }

    awaitOracle();
    assertThat(output.rejections().stream().filter(r -> !r.getMeter().isEmpty()))
        .hasSize(Math.toIntExact(oracle.misfits()));
    BigDecimal bigEnough = BigDecimal.valueOf(4_000);
    assertThat(oracle.ledger().values().stream().mapToLong(Oracle.Counts::unique).sum())
        .isGreaterThan(bigEnough.longValue());
  }

  @Test
  void shouldLetTheStartGoOnWhileItsStateIsRestoredAndBeRightAfterwards() throws Exception {
    publish();
    Workload workload = new Workload(43);
    IntStream.range(0, 1_500).forEach(i -> accept(workload.next()));
    topics.awaitAccepted();
    awaitOracle();
    stopStreams();
    deleteState();

    streams = begin(directory);
    AggregatorStreams begun = streams;
    begun.awaitBegun(Duration.ofMillis(1));
    assertThat(begun.isRecovering()).isTrue();
    assertThat(begun.problem()).isPresent();
    IntStream.range(0, 300).forEach(i -> accept(workload.next()));
    topics.awaitAccepted();

    await().atMost(PATIENCE).until(() -> begun.problem().isEmpty());
    assertThat(begun.isRecovering()).isFalse();
    awaitOracle();
    assertThat(metrics.scrape()).containsPattern("meterhouse_stream_restored_records_total [1-9]");
  }

  @Test
  void shouldHaveEveryFigureRightWhenAStandbyTakesOver() throws Exception {
    publish();
    stopStreams();
    standbys = 1;
    Workload workload = new Workload(44);
    try (AggregatorStreams other = begin(otherDirectory)) {
      startStreams();
      other.awaitRunning(PATIENCE);
      IntStream.range(0, 1_500).forEach(i -> accept(workload.next()));
      topics.awaitAccepted();
      awaitOracle();

      stopStreams();
      IntStream.range(0, 500).forEach(i -> accept(workload.next()));
      topics.awaitAccepted();
      awaitOracle();
      assertThat(other.problem()).isEmpty();
    }
  }

  @Test
  void shouldChangeNothingWhenTheGroupBeginsAnewOnTheStateThatThereIs() throws Exception {
    publish();
    Workload workload = new Workload(11);
    IntStream.range(0, 1_500).forEach(i -> accept(workload.next()));
    topics.awaitAccepted();
    awaitOracle();
    stopStreams();
    topics.forgetGroup(StreamsProperties.applicationId(topics.kafka()));
    long unique = topics.end(Topic.USAGE_UNIQUE);
    int rejections = output.rejections().size();

    startStreams();
    topics.awaitRead(StreamsProperties.applicationId(topics.kafka()), Topic.USAGE_ACCEPTED);
    topics.awaitRead(StreamsProperties.applicationId(topics.kafka()), Topic.USAGE_UNIQUE);
    assertThat(topics.end(Topic.USAGE_UNIQUE)).isEqualTo(unique);
    IntStream.range(0, 300).forEach(i -> accept(workload.next()));
    topics.awaitAccepted();
    awaitOracle();
    assertThat(output.rejections()).hasSizeGreaterThanOrEqualTo(rejections);
    assertThat(output.rejections().stream().filter(r -> !r.getMeter().isEmpty()))
        .hasSize(Math.toIntExact(oracle.misfits()));
    assertThat(java.util.Objects.requireNonNull(streams).problem()).isEmpty();
  }

  @Test
  void shouldKeepIdentitiesOnDiskAndInTheirChangelogWhenTheWindowIsChanged() throws Exception {
    publish();
    UsageRecord usage = Usage.event("TEN-1", "e1", TestMeters.TYPE, "{\"tokens\":7,\"cost\":1}");
    for (String window : List.of("35d", "40d", "3d", "90d")) {
      stopStreams();
      dedupWindow = window;
      startStreams();
      accept(usage);
      topics.awaitAccepted();
      awaitOracle();
      Duration kept = topics.retention(StreamsProperties.changelog(topics.kafka(), "seen"));
      assertThat(kept).isGreaterThanOrEqualTo(Duration.ofDays(35 + 1));
    }
    assertThat(oracle.ledger()).containsEntry("TEN-1", new Oracle.Counts(4, 1, 3, 0));
    assertThat(topics.retention(StreamsProperties.changelog(topics.kafka(), "seen")))
        .isEqualTo(Duration.ofHours((90 * 24 * 5) / 4 + 24));
  }

  @Test
  void shouldHaveTheChangelogOfIdentitiesDeletedByAgeAlone() throws Exception {
    publish();
    String changelog = StreamsProperties.changelog(topics.kafka(), "seen");
    assertThat(topics.config(changelog, "cleanup.policy")).isEqualTo("delete");

    // As a release made it that had it compacted.
    stopStreams();
    topics.configure(changelog, "cleanup.policy", "compact,delete");
    startStreams();
    assertThat(topics.config(changelog, "cleanup.policy")).isEqualTo("delete");
  }

  @Test
  void shouldStopWhereTheChangelogsAreGoneAndSayWhy() throws Exception {
    publish();
    UsageRecord usage = Usage.event("TEN-1", "e1", TestMeters.TYPE, "{\"tokens\":7,\"cost\":1}");
    accept(usage);
    accept(usage);
    topics.awaitAccepted();
    awaitOracle();
    stopStreams();
    deleteState();
    topics.delete(StreamsProperties.changelog(topics.kafka(), "windows"));

    startStreams();
    UsageRecord next = Usage.event("TEN-1", "e2", TestMeters.TYPE, "{\"tokens\":7,\"cost\":1}");
    accept(next);
    topics.awaitAccepted();
    AggregatorStreams stopping = java.util.Objects.requireNonNull(streams);
    await()
        .atMost(PATIENCE)
        .untilAsserted(
            () ->
                assertThat(stopping.problem())
                    .hasValueSatisfying(
                        problem -> assertThat(problem).contains("there is no state")));
    stopStreams();

    topics.forgetGroup(StreamsProperties.applicationId(topics.kafka()));
    startStreams();
    awaitOracle();
  }

  private void awaitOracle() {
    await()
        .atMost(PATIENCE)
        .pollInterval(Duration.ofMillis(300))
        .untilAsserted(() -> assertThat(output.ledger()).isEqualTo(oracle.ledger()));
    await()
        .atMost(PATIENCE)
        .pollInterval(Duration.ofMillis(300))
        .untilAsserted(() -> assertThat(output.aggregates()).isEqualTo(oracle.cells()));
  }

  private void publish() throws Exception {
    for (Meter meter : METERS) {
      topics.publish(meter);
    }
  }

  private void accept(UsageRecord usage) {
    oracle.accept(usage);
    topics.accept(usage);
  }

  private void startStreams() {
    streams = begin(directory);
    streams.awaitRunning(PATIENCE);
  }

  private AggregatorStreams begin(Path stateDir) {
    CatalogFollower follower = java.util.Objects.requireNonNull(catalog);
    return AggregatorStreams.start(
        topics.kafka(),
        StreamConfig.from(
            Settings.of(
                Map.of(
                    "METERHOUSE_DEDUP_WINDOW",
                    dedupWindow,
                    "METERHOUSE_AGGREGATOR_STANDBY_REPLICAS",
                    Integer.toString(standbys),
                    // Nobody folds anything again here, and the usage is of a day long ago.
                    "METERHOUSE_AGGREGATOR_HORIZON",
                    "3650d"))),
        stateDir,
        new FollowedCatalog(follower),
        metrics);
  }

  private void stopStreams() {
    if (streams != null) {
      streams.close();
      streams = null;
    }
  }

  private void deleteState() throws Exception {
    try (Stream<Path> files = Files.walk(directory)) {
      for (Path file : files.sorted(java.util.Comparator.reverseOrder()).toList()) {
        if (!file.equals(directory)) {
          Files.delete(file);
        }
      }
    }
  }

  private static Meter renamed(Meter meter, String code, String type) {
    return new Meter(
        meter.tenant(),
        code,
        meter.version(),
        meter.name(),
        type,
        meter.aggregation(),
        meter.valueProperty(),
        meter.dimensions(),
        meter.filters(),
        meter.unit(),
        meter.windowSize(),
        meter.source(),
        meter.createdAt());
  }
}

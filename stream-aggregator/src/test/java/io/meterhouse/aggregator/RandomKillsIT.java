package io.meterhouse.aggregator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.google.protobuf.InvalidProtocolBufferException;
import io.meterhouse.aggregator.kafka.stream.StreamsProperties;
import io.meterhouse.kit.kafka.Topic;
import io.meterhouse.local.clickhouse.ClickHouseEngine;
import io.meterhouse.local.clickhouse.EngineSettings;
import io.meterhouse.local.kafka.KafkaEngine;
import io.meterhouse.local.kafka.KafkaOptions;
import io.meterhouse.metering.Meter;
import io.meterhouse.schemas.usage.v1.UsageRecord;
import io.meterhouse.schemas.usage.v1.Void;
import io.meterhouse.usagestore.ClickHouseMigrations;
import io.meterhouse.usagestore.ClickHouseStoreConfig;
import io.meterhouse.usagestore.MeterBuildRow;
import io.meterhouse.usagestore.MeterBuilds;
import io.meterhouse.usagestore.UsageStore;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Whatever dies: two aggregators, the broker and the store are killed as {@code kill -9} does, at
 * random while events and snapshots arrive, some are voided and meters are made and changed, and in
 * the end no figure is wrong. In the suite each dies once; {@code -Dmeterhouse.kills=20} is for a
 * longer look, {@code -Dmeterhouse.kills.seed=…} repeats one.
 */
class RandomKillsIT {

  private static final Logger LOG = LoggerFactory.getLogger(RandomKillsIT.class);

  private static final Duration PATIENCE = Duration.ofMinutes(8);
  private static final int KILLS = Integer.getInteger("meterhouse.kills", Victim.values().length);
  private static final long SEED = Long.getLong("meterhouse.kills.seed", 11);
  private static final int EVENTS_A_KILL = 800;
  private static final int VOIDS_A_KILL = 20;

  /** One event in so many is followed by a snapshot. */
  private static final int EVENTS_A_SNAPSHOT = 10;

  private static final int SNAPSHOTS = 5_000;

  private static final List<Meter> AT_FIRST =
      List.of(
          TestMeters.TOKENS,
          TestMeters.REQUESTS,
          TestMeters.COST,
          TestMeters.AVERAGE,
          TestMeters.STORAGE);

  /** Each is made when there are events already, and something dies at once. */
  private static final List<Meter> LATER =
      Stream.concat(
              Stream.of(TestMeters.LARGEST, TestMeters.MODELS, TestMeters.COST_ANEW),
              IntStream.range(Victim.values().length, KILLS)
                  .mapToObj(number -> TestMeters.tokensByModel("later-" + number, 1)))
          .toList();

  /** Those of which there is no newer version in the end. */
  private static final List<Meter> METERS =
      Stream.concat(
              AT_FIRST.stream().filter(meter -> !meter.equals(TestMeters.COST)), LATER.stream())
          .toList();

  private enum Victim {
    FIRST_AGGREGATOR,
    SECOND_AGGREGATOR,
    BROKER,
    STORE
  }

  private final Path folder;
  private final KafkaEngine broker;
  private final ClickHouseEngine clickHouse;
  private final TestTopics topics;
  private final UsageStore store;
  private final StoredFigures stored;
  private final Oracle oracle = new Oracle(METERS);
  private final List<UsageRecord> accepted = new ArrayList<>();
  private final Set<ByteBuffer> voided = new HashSet<>();
  private final Instant began = InstantSource.system().instant();
  private final Workload workload = new Workload(SEED, began);
  private final Random random = new Random(SEED);
  private final AggregatorProcess first;
  private final AggregatorProcess second;

  RandomKillsIT(@TempDir Path folder) {
    this.folder = folder;
    broker = KafkaEngine.start(KafkaOptions.in(folder.resolve("kafka")).forShortLife(true));
    clickHouse =
        ClickHouseEngine.start(EngineSettings.in(folder.resolve("clickhouse")).forShortLife(true));
    topics = new TestTopics(broker.bootstrapServers(), "kills", 4);
    store = UsageStore.open(new ClickHouseStoreConfig(clickHouse.url(), "kills", "default", ""));
    stored = new StoredFigures(store, began);
    first = aggregator("first");
    second = aggregator("second");
  }

  @AfterEach
  void stop() throws Exception {
    first.kill();
    second.kill();
    store.close();
    topics.close();
    clickHouse.close();
    broker.close();
  }

  @Test
  void shouldHaveEveryFigureRightWhateverIsKilled() throws Exception {
    LOG.info("{} kills, -Dmeterhouse.kills.seed={}", KILLS, SEED);
    new ClickHouseMigrations(store).migrate();
    for (Meter meter : AT_FIRST) {
      topics.publish(meter);
    }
    first.start();
    second.start();

    List<Victim> victims = victims();
    for (int kill = 0; kill < victims.size(); kill++) {
      Victim victim = victims.get(kill);
      voidSome();
      long before = topics.end(Topic.USAGE_UNIQUE);
      accept(EVENTS_A_KILL);
      // At some point in the middle of the work, wherever that is.
      long enough = before + 1 + random.nextInt(EVENTS_A_KILL / 2);
      await()
          .atMost(PATIENCE)
          .pollInterval(Duration.ofMillis(10))
          .until(() -> topics.end(Topic.USAGE_UNIQUE) >= enough);
      for (int i = 0; i < LATER.size(); i++) {
        if (kill == (i + 1) * KILLS / (LATER.size() + 1)) {
          topics.publish(LATER.get(i));
        }
      }
      LOG.info("kills {}", victim);
      kill(victim);
      if (victim != Victim.BROKER) {
        // Of the broker's absence, what was on its way is enough: the producer has no more to tell
        // where its records go.
        accept(EVENTS_A_KILL / 4);
      }
      restart(victim);
    }
    voidSome();
    accept(1);
    topics.awaitAccepted();
    // Voids were not accepted by the edge, so that no watermark speaks of them.
    topics.awaitRead(StreamsProperties.applicationId(topics.kafka()), Topic.USAGE_UNIQUE);

    Instant last = InstantSource.system().instant();
    await().atMost(PATIENCE).until(() -> stored.watermark().isAfter(last));
    await().atMost(PATIENCE).until(() -> LATER.stream().allMatch(this::isBuilt));
    assertThat(voided).isNotEmpty();
    assertThat(stored.cells(METERS, oracle.ledger().keySet()))
        .as("seed %d", SEED)
        .isEqualTo(figures());
    await().atMost(PATIENCE).untilAsserted(this::assertLedger);
    assertThat(first.isAlive()).isTrue();
    assertThat(second.isAlive()).isTrue();
  }

  /** In random order, and each as often as another, give or take one. */
  private List<Victim> victims() {
    List<Victim> victims = new ArrayList<>();
    while (victims.size() < KILLS) {
      List<Victim> round = new ArrayList<>(List.of(Victim.values()));
      Collections.shuffle(round, random);
      victims.addAll(round);
    }
    return victims.subList(0, KILLS);
  }

  private void kill(Victim victim) throws InterruptedException {
    switch (victim) {
      case FIRST_AGGREGATOR -> first.kill();
      case SECOND_AGGREGATOR -> second.kill();
      case BROKER -> broker.kill();
      case STORE -> clickHouse.kill();
    }
  }

  private void restart(Victim victim) throws IOException {
    switch (victim) {
      case FIRST_AGGREGATOR -> first.start();
      case SECOND_AGGREGATOR -> second.start();
      case BROKER -> broker.restart();
      case STORE -> clickHouse.restart();
    }
  }

  private void assertLedger() {
    oracle
        .ledger()
        .forEach(
            (tenant, counts) -> {
              assertThat(stored.ledger(tenant)).isEqualTo(counts);
              assertThat(stored.events(tenant)).isEqualTo(counts.unique());
            });
  }

  /** The producer keeps what the broker cannot take yet, and sends nothing twice. */
  private void accept(int events) {
    for (int i = 0; i < events; i++) {
      accept(workload.next());
      if (random.nextInt(EVENTS_A_SNAPSHOT) == 0) {
        accept(snapshot(random.nextInt(SNAPSHOTS)));
      }
    }
  }

  private void accept(UsageRecord usage) {
    accepted.add(usage);
    oracle.accept(usage);
    topics.accept(usage);
  }

  /** The same one for the same number, so that some come again. */
  private UsageRecord snapshot(int number) {
    Random own = new Random(number);
    return Usage.snapshot(
        "TEN-" + own.nextInt(5),
        "ing-%05d".formatted(number),
        TestMeters.STORAGE.code(),
        own.nextInt(1_000) + ".25",
        LocalDate.ofInstant(began, ZoneOffset.UTC).minusDays(own.nextInt(2)));
  }

  /** In each partition. */
  private boolean isBuilt(Meter meter) {
    List<MeterBuildRow> builds =
        new MeterBuilds(store).read(meter.tenant(), meter.code(), meter.version());
    return builds.size() == topics.kafka().partitions()
        && builds.stream().allMatch(MeterBuildRow::done);
  }

  /** As the API has them written: beside the stages, for events that are unique. */
  private void voidSome() throws InvalidProtocolBufferException {
    List<ConsumerRecord<byte[], byte[]>> unique = topics.read(Topic.USAGE_UNIQUE);
    for (int i = 0; i < VOIDS_A_KILL && !unique.isEmpty(); i++) {
      ConsumerRecord<byte[], byte[]> any = unique.get(random.nextInt(unique.size()));
      UsageRecord usage = UsageRecord.parseFrom(any.value());
      UsageRecord wrong =
          usage.toBuilder()
              .setVoid(
                  Void.newBuilder()
                      .setReason("wrong")
                      .setVoidedAtMillis(InstantSource.system().millis())
                      .setVoidedBy("somebody"))
              .build();
      topics.sendBytes(Topic.USAGE_UNIQUE, any.partition(), any.key(), wrong.toByteArray());
      voided.add(ByteBuffer.wrap(Usage.key(usage)));
    }
  }

  /** Of what is not void: a twin of something void does not take its place. */
  private Map<Oracle.Cell, BigDecimal> figures() {
    Oracle rest = new Oracle(METERS);
    accepted.stream()
        .filter(usage -> !voided.contains(ByteBuffer.wrap(Usage.key(usage))))
        .forEach(rest::accept);
    return rest.figures();
  }

  private AggregatorProcess aggregator(String name) {
    Map<String, String> environment = new HashMap<>();
    environment.put("METERHOUSE_KAFKA_BOOTSTRAP_SERVERS", broker.bootstrapServers());
    environment.put("METERHOUSE_TOPIC_PREFIX", topics.kafka().topicPrefix());
    environment.put("METERHOUSE_TOPIC_PARTITIONS", Integer.toString(topics.kafka().partitions()));
    environment.put("METERHOUSE_CLICKHOUSE_URL", clickHouse.url());
    environment.put("METERHOUSE_CLICKHOUSE_DATABASE", "kills");
    environment.put("METERHOUSE_STATE_DIR", folder.resolve("state-" + name).toString());
    environment.put("METERHOUSE_HTTP_PORT", "0");
    // Nobody starts it again but we: it may begin while an engine is away.
    environment.put("METERHOUSE_STARTUP_TIMEOUT", "4m");
    // Of ten minutes of usage some windows are hot, some are folded again from the raw events, and
    // some are released meanwhile.
    environment.put("METERHOUSE_AGGREGATOR_HORIZON", "5m");
    // What the other one waits for after a kill; nothing is held up by it but the test.
    environment.put("METERHOUSE_AGGREGATOR_SESSION_TIMEOUT", "2s");
    return new AggregatorProcess(environment, folder.resolve("log-" + name));
  }
}

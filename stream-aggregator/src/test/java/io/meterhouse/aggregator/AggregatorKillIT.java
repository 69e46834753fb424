package io.meterhouse.aggregator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.meterhouse.aggregator.kafka.TestTopics;
import io.meterhouse.kit.kafka.Topic;
import io.meterhouse.local.EngineAddresses;
import io.meterhouse.local.junit.Engines;
import io.meterhouse.metering.Meter;
import io.meterhouse.schemas.usage.v1.UsageRecord;
import io.meterhouse.usagestore.ClickHouseMigrations;
import io.meterhouse.usagestore.ClickHouseStoreConfig;
import io.meterhouse.usagestore.UsageStore;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** Whatever dies: the aggregator is killed under load, again and again, and no figure is wrong. */
@ExtendWith(Engines.class)
class AggregatorKillIT {

  private static final Duration PATIENCE = Duration.ofMinutes(3);
  private static final int KILLS = 3;
  private static final int EVENTS_A_LIFE = 800;
  private static final List<Meter> METERS = TestMeters.OF_EVENTS;

  private final EngineAddresses engines;
  private final String database;
  private final TestTopics topics;
  private final UsageStore store;
  private final StoredFigures stored;
  private final Oracle oracle = new Oracle(METERS);
  private final Workload workload = new Workload(11);
  private final Random random = new Random(11);
  private AggregatorProcess aggregator;

  AggregatorKillIT(EngineAddresses engines, @TempDir Path directory) {
    this.engines = engines;
    database = engines.freshName("kill");
    topics = new TestTopics(engines.kafkaBootstrapServers(), database, 2);
    store =
        UsageStore.open(
            new ClickHouseStoreConfig(engines.clickHouseUrl(), database, "default", ""));
    stored = new StoredFigures(store);
    aggregator = new AggregatorProcess(environment(directory), directory.resolve("log"));
  }

  @AfterEach
  void stop() throws Exception {
    aggregator.kill();
    store.close();
    topics.close();
  }

  @Test
  void shouldHaveEveryFigureRightHoweverOftenItIsKilled() throws Exception {
    new ClickHouseMigrations(store).migrate();
    for (Meter meter : METERS) {
      topics.publish(meter);
    }
    for (int life = 0; life < KILLS; life++) {
      aggregator.start();
      long before = topics.end(Topic.USAGE_UNIQUE);
      accept(EVENTS_A_LIFE);
      // At some point in the middle of its work, wherever that is.
      long enough = before + 1 + random.nextInt(EVENTS_A_LIFE / 2);
      await()
          .atMost(PATIENCE)
          .pollInterval(Duration.ofMillis(10))
          .until(() -> topics.end(Topic.USAGE_UNIQUE) >= enough);
      aggregator.kill();
    }
    aggregator.start();
    accept(1);

    Instant accepted = InstantSource.system().instant();
    await().atMost(PATIENCE).until(() -> stored.watermark().isAfter(accepted));
    assertThat(stored.cells(METERS, oracle.ledger().keySet())).isEqualTo(oracle.figures());
    await().atMost(PATIENCE).untilAsserted(this::assertLedger);
    assertThat(aggregator.isAlive()).isTrue();
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

  private void accept(int events) throws Exception {
    for (int i = 0; i < events; i++) {
      UsageRecord usage = workload.next();
      oracle.accept(usage);
      topics.accept(usage);
    }
    topics.awaitAccepted();
  }

  private Map<String, String> environment(Path directory) {
    return Map.of(
        "METERHOUSE_KAFKA_BOOTSTRAP_SERVERS", engines.kafkaBootstrapServers(),
        "METERHOUSE_TOPIC_PREFIX", topics.kafka().topicPrefix(),
        "METERHOUSE_TOPIC_PARTITIONS", Integer.toString(topics.kafka().partitions()),
        "METERHOUSE_CLICKHOUSE_URL", engines.clickHouseUrl(),
        "METERHOUSE_CLICKHOUSE_DATABASE", database,
        "METERHOUSE_STATE_DIR", directory.resolve("state").toString(),
        "METERHOUSE_HTTP_PORT", "0");
  }
}

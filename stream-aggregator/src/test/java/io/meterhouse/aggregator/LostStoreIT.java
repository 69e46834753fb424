package io.meterhouse.aggregator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.meterhouse.local.EngineAddresses;
import io.meterhouse.local.junit.Engines;
import io.meterhouse.metering.Meter;
import io.meterhouse.metering.TenantId;
import io.meterhouse.schemas.usage.v1.UsageRecord;
import io.meterhouse.usagestore.ClickHouseStoreConfig;
import io.meterhouse.usagestore.RejectionReader;
import io.meterhouse.usagestore.UsageStore;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** ClickHouse is another one at the next start, or an empty one: Kafka has all of it. */
@ExtendWith(Engines.class)
class LostStoreIT {

  private static final Duration PATIENCE = Duration.ofMinutes(8);
  private static final List<Meter> METERS = List.of(TestMeters.TOKENS, TestMeters.COST);

  private final InstantSource clock = InstantSource.system();
  private final Oracle oracle = new Oracle(METERS);
  private final Workload workload = new Workload(11);
  private final EngineAddresses engines;
  private final TestTopics topics;
  private final String first;
  private final String second;
  private @TempDir Path directory;

  LostStoreIT(EngineAddresses engines) {
    this.engines = engines;
    topics = new TestTopics(engines.kafkaBootstrapServers(), engines.freshName("lost"), 2);
    first = engines.freshName("first");
    second = engines.freshName("second");
  }

  @AfterEach
  void close() {
    topics.close();
  }

  @Test
  void shouldFillAnotherOrAnEmptiedDatabaseAgainAndCallItFreshNoSooner() throws Exception {
    for (Meter meter : METERS) {
      topics.publish(meter);
    }
    accept(1_500);
    shouldHaveAllOf(first);

    accept(1);
    shouldHaveAllOf(second);

    new ClickHouseSql(engines.clickHouseUrl(), "default").run("DROP DATABASE " + first + " SYNC");
    accept(1);
    shouldHaveAllOf(first);
  }

  private void shouldHaveAllOf(String database) {
    ModuleUnderTest module = new ModuleUnderTest(topics.kafka(), engines.clickHouseUrl(), database);
    try (UsageStore store =
        UsageStore.open(
            new ClickHouseStoreConfig(engines.clickHouseUrl(), database, "default", ""))) {
      Instant accepted = clock.instant();
      module.start(directory);
      StoredFigures stored = new StoredFigures(store);
      // Whenever it says that it is complete, it is.
      await().atMost(PATIENCE).until(() -> stored.watermark().isAfter(accepted));
      assertThat(stored.cells(METERS, oracle.ledger().keySet())).isEqualTo(oracle.figures());

      await().atMost(PATIENCE).untilAsserted(() -> assertLedger(stored));
      await()
          .atMost(PATIENCE)
          .until(
              () ->
                  !new RejectionReader(store)
                      .page(TenantId.of("TEN-1"), null, 10)
                      .rows()
                      .isEmpty());
    } finally {
      module.stop();
    }
  }

  private void assertLedger(StoredFigures stored) {
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
}

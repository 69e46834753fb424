package io.meterhouse.aggregator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.meterhouse.local.EngineAddresses;
import io.meterhouse.local.junit.Engines;
import io.meterhouse.metering.Meter;
import io.meterhouse.metering.TenantId;
import io.meterhouse.usagestore.ClickHouseStoreConfig;
import io.meterhouse.usagestore.RejectionReader;
import io.meterhouse.usagestore.UsageStore;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.LocalDate;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** From accepted records to the figures in ClickHouse, with the real engines. */
@ExtendWith(Engines.class)
class AggregatorModuleIT {

  private static final Duration PATIENCE = Duration.ofMinutes(8);
  private static final List<Meter> METERS = TestMeters.OF_EVENTS;

  private final InstantSource clock = InstantSource.system();
  private final Oracle oracle = new Oracle(METERS);
  private final TestTopics topics;
  private final StoredFigures stored;
  private final UsageStore store;
  private final ModuleUnderTest module;
  private @TempDir Path directory;

  AggregatorModuleIT(EngineAddresses engines) {
    topics = new TestTopics(engines.kafkaBootstrapServers(), engines.freshName("module"), 2);
    String database = engines.freshName("aggregator");
    module = new ModuleUnderTest(topics.kafka(), engines.clickHouseUrl(), database);
    store =
        UsageStore.open(
            new ClickHouseStoreConfig(engines.clickHouseUrl(), database, "default", ""));
    stored = new StoredFigures(store);
  }

  @AfterEach
  void stop() {
    module.stop();
    store.close();
    topics.close();
  }

  @Test
  void shouldCarryEveryFigureToClickHouseAndSayHowFreshItIs() throws Exception {
    for (Meter meter : METERS) {
      topics.publish(meter);
    }
    topics.publish(TestMeters.STORAGE);
    module.start(directory);
    Workload workload = new Workload(7);
    IntStream.range(0, 3_000).forEach(i -> accept(workload));
    snapshot("ing-2", "7.25");
    snapshot("ing-1", "5");
    topics.awaitAccepted();

    // No waiting for figures: where the watermark is, they are right.
    awaitWatermark();
    assertThat(stored.cells(METERS, oracle.ledger().keySet())).isEqualTo(oracle.figures());
    assertThat(stored.total(TenantId.of("TEN-9"), TestMeters.STORAGE))
        .isEqualTo(new BigDecimal("7.25"));
    awaitLedger();
    assertThat(rejectionsOf("TEN-1")).isPositive();

    module.stop();
    module.start(directory);
    accept(workload);
    topics.awaitAccepted();
    awaitWatermark();
    assertThat(stored.cells(METERS, oracle.ledger().keySet())).isEqualTo(oracle.figures());
    assertThat(module.isReady()).isTrue();
  }

  @Test
  void shouldBeFreshWhileNothingHappens() throws Exception {
    module.start(directory);
    awaitWatermark();
    awaitWatermark();
  }

  /** Everything that is accepted by now is in it, at once, when its watermark says so. */
  private void awaitLedger() {
    Instant now = clock.instant();
    await().atMost(PATIENCE).until(() -> stored.ledgerWatermark().isAfter(now));
    oracle
        .ledger()
        .forEach(
            (tenant, counts) -> {
              assertThat(stored.ledger(tenant)).isEqualTo(counts);
              assertThat(stored.events(tenant)).isEqualTo(counts.unique());
            });
  }

  private void awaitWatermark() {
    Instant now = clock.instant();
    await().atMost(PATIENCE).until(() -> stored.watermark().isAfter(now));
  }

  private int rejectionsOf(String tenant) {
    return new RejectionReader(store).page(TenantId.of(tenant), null, 1_000).rows().size();
  }

  private void accept(Workload workload) {
    var usage = workload.next();
    oracle.accept(usage);
    topics.accept(usage);
  }

  private void snapshot(String ingestId, String value) {
    topics.accept(
        Usage.snapshot("TEN-9", ingestId, "storage_gb", value, LocalDate.of(2026, 11, 21)));
  }
}

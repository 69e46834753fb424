package io.meterhouse.aggregator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;
import static org.awaitility.Awaitility.await;

import io.meterhouse.aggregator.audit.Audit;
import io.meterhouse.aggregator.audit.AuditPeriod;
import io.meterhouse.aggregator.audit.AuditReport;
import io.meterhouse.aggregator.recompute.Difference;
import io.meterhouse.kit.catalog.CatalogFollower;
import io.meterhouse.kit.config.StartupConfig;
import io.meterhouse.kit.lifecycle.Parts;
import io.meterhouse.local.EngineAddresses;
import io.meterhouse.local.junit.Engines;
import io.meterhouse.metering.Aggregation;
import io.meterhouse.metering.Meter;
import io.meterhouse.metering.MeterSource;
import io.meterhouse.metering.PropertyPath;
import io.meterhouse.metering.TenantId;
import io.meterhouse.metering.WindowSize;
import io.meterhouse.schemas.usage.v1.UsageRecord;
import io.meterhouse.usagestore.ClickHouseStoreConfig;
import io.meterhouse.usagestore.UsageStore;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.LocalDate;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** The audit beside an aggregator that works, with the real engines. */
@ExtendWith(Engines.class)
public class AuditIT {

  private static final Duration PATIENCE = Duration.ofMinutes(8);

  /** Everything up to the watermark, as nothing comes after it. */
  private static final Duration TO_THE_LAST = Duration.ofMinutes(-2);

  private static final Meter TOKENS_A_DAY =
      new Meter(
          null,
          "tokens_a_day",
          1,
          "tokens a day",
          TestMeters.TYPE,
          Aggregation.LATEST,
          PropertyPath.parse("$.tokens"),
          new TreeMap<>(),
          List.of(),
          "token",
          WindowSize.DAY,
          MeterSource.EVENTS,
          Instant.EPOCH);

  private static final List<Meter> METERS =
      List.of(TestMeters.TOKENS, TestMeters.REQUESTS, TOKENS_A_DAY, TestMeters.STORAGE);

  private final InstantSource clock = InstantSource.system();
  private final Parts parts = new Parts();
  private final TestTopics topics;
  private final StoredFigures stored;
  private final UsageStore store;
  private final StoreSql sql;
  private final ModuleUnderTest module;
  private @TempDir Path directory;

  AuditIT(EngineAddresses engines) {
    topics =
        parts.add(new TestTopics(engines.kafkaBootstrapServers(), engines.freshName("audit"), 2));
    String database = engines.freshName("audit");
    module = new ModuleUnderTest(topics.kafka(), engines.clickHouseUrl(), database);
    store =
        parts.add(
            UsageStore.open(
                new ClickHouseStoreConfig(engines.clickHouseUrl(), database, "default", "")));
    stored = new StoredFigures(store);
    sql = new StoreSql(engines.clickHouseUrl(), database);
  }

  @AfterEach
  void stop() {
    module.stop();
    parts.close();
  }

  @Test
  void shouldFindEveryKindOfDamageAndNothingOnACleanSystem() throws Exception {
    start();
    Workload workload = new Workload(11);
    IntStream.range(0, 2_000).forEach(i -> topics.accept(workload.next()));
    topics.acceptBytes(new byte[] {1}, new byte[] {2, 3});
    topics.accept(snapshot("ing-2", "7.25"));
    topics.accept(snapshot("ing-1", "5"));
    topics.awaitAccepted();
    awaitWatermark();
    beginTheLedgerYesterday();
    Audit audit = audit(TO_THE_LAST);

    AuditReport clean = audit.run(lastHours(null), () -> false);

    assertThat(clean.differences()).isEmpty();
    assertThat(clean.isClean()).isTrue();
    assertThat(clean.windows()).isGreaterThan(100);
    assertThat(clean.ledgerRows()).isGreaterThan(5);
    assertThat(clean.undecided() + clean.passedOver()).isZero();

    damage();
    AuditReport report = audit.run(lastHours(null), () -> false);

    assertThat(report.differences())
        .extracting(Difference::kind, Difference::tenantId, AuditIT::meter)
        .contains(
            tuple(Difference.Kind.WINDOW, "TEN-0", "requests"),
            tuple(Difference.Kind.WINDOW, "TEN-1", "tokens"),
            tuple(Difference.Kind.WINDOW, "TEN-2", "requests"),
            tuple(Difference.Kind.WINDOW, "TEN-2", "tokens_a_day"),
            tuple(Difference.Kind.EVENTS, "TEN-2", ""),
            tuple(Difference.Kind.WINDOW, "TEN-3", "requests"),
            tuple(Difference.Kind.LEDGER, "TEN-4", ""),
            tuple(Difference.Kind.EVENTS, "TEN-4", ""),
            tuple(Difference.Kind.RECORDS, "", ""),
            tuple(Difference.Kind.REJECTIONS, "TEN-1", ""),
            tuple(Difference.Kind.WINDOW, "TEN-9", "storage_gb"));
    assertThat(report.differences())
        .filteredOn(each -> each.tenantId().equals("TEN-0"))
        .singleElement()
        .satisfies(
            each -> {
              assertThat(each.from())
                  .isEqualTo(Instant.ofEpochSecond(Long.parseLong(firstWindow("TEN-0"))));
              assertThat(each.to()).isEqualTo(each.from().plusSeconds(60));
              assertThat(each.found()).contains("sum 1000000");
            });
    // Nobody else's window is under suspicion.
    assertThat(report.differences())
        .filteredOn(each -> each.kind() == Difference.Kind.WINDOW)
        .extracting(Difference::tenantId)
        .doesNotContain("TEN-4");
    assertThat(report.found().keySet()).containsExactlyInAnyOrder("P2", "P3");

    AuditReport ofOne = audit.run(lastHours(TenantId.of("TEN-3")), () -> false);
    assertThat(ofOne.differences())
        .singleElement()
        .returns("TEN-3", Difference::tenantId)
        .returns("no window", Difference::found);
  }

  @Test
  void shouldFindNothingWhileUsageFlows() throws Exception {
    start();
    Workload workload = new Workload(12);
    IntStream.range(0, 500).forEach(i -> topics.accept(workload.next()));
    topics.awaitAccepted();
    Instant begin = clock.instant();
    AtomicBoolean enough = new AtomicBoolean();
    CompletableFuture<Void> load =
        CompletableFuture.runAsync(
            () -> {
              while (!enough.get()) {
                // As fast as it is carried through: more would only be a queue.
                Instant before = stored.watermark();
                IntStream.range(0, 50).forEach(i -> topics.accept(workload.next()));
                topics.flush();
                await().atMost(PATIENCE).until(() -> stored.watermark().isAfter(before));
              }
            });
    try {
      Audit audit = audit(Duration.ZERO);
      Instant nextMinute = begin.truncatedTo(ChronoUnit.MINUTES).plusSeconds(60);
      awaitBuilt();
      await().atMost(PATIENCE).until(() -> audit.settled().isAfter(nextMinute));
      for (int round = 0; round < 5; round++) {
        AuditReport report = audit.run(lastHours(null), () -> false);
        assertThat(report.differences()).isEmpty();
        assertThat(report.windows()).isPositive();
        assertThat(report.events()).isGreaterThan(500);
        assertThat(load).as("usage flows").isNotDone();
      }
    } finally {
      enough.set(true);
      load.get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
    }
  }

  @Test
  void shouldLeaveAloneEventsOfWhichThePositionIsNotKnown() throws Exception {
    start();
    Workload workload = new Workload(13);
    IntStream.range(0, 200).forEach(i -> topics.accept(workload.next()));
    topics.awaitAccepted();
    awaitWatermark();
    Audit audit = audit(TO_THE_LAST);

    // As a version that kept no positions left them.
    sql.run(
        "ALTER TABLE usage_events UPDATE unique_partition = NULL, unique_offset = NULL WHERE 1"
            + " SETTINGS mutations_sync = 2");
    AuditReport report = audit.run(lastHours(null), () -> false);
    assertThat(report.differences()).isEmpty();
    assertThat(report.windows()).isGreaterThan(50);

    // They were accepted before the watermark, so they are in, and damage is found all the same.
    alter("TEN-0");
    assertThat(audit.run(lastHours(null), () -> false).differences())
        .singleElement()
        .returns("TEN-0", Difference::tenantId);
  }

  private void start() throws Exception {
    for (Meter meter : METERS) {
      topics.publish(meter);
    }
    module.start(directory);
  }

  private void damage() throws Exception {
    alter("TEN-0");
    sql.run(
        "INSERT INTO usage_aggregates SELECT * REPLACE (max + 1 AS max, version + 1000000 AS version)"
            + " FROM usage_aggregates FINAL WHERE tenant_id = 'TEN-1' AND meter = 'tokens'"
            + " ORDER BY window_start LIMIT 1");
    sql.run(
        "ALTER TABLE usage_events DELETE WHERE tenant_id = 'TEN-2' AND identity ="
            + " (SELECT identity FROM usage_events WHERE tenant_id = 'TEN-2'"
            + " AND data NOT LIKE '%many%' ORDER BY time DESC, ingest_id DESC LIMIT 1)"
            + " SETTINGS mutations_sync = 2");
    sql.run(
        "ALTER TABLE usage_aggregates DELETE WHERE tenant_id = 'TEN-3' AND meter = 'requests'"
            + " AND toUnixTimestamp(window_start) = %s SETTINGS mutations_sync = 2"
                .formatted(firstWindow("TEN-3")));
    sql.run(
        "INSERT INTO usage_ledger SELECT * REPLACE (`unique` + 1 AS `unique`, accepted + 2 AS accepted)"
            + " FROM usage_ledger FINAL WHERE tenant_id = 'TEN-4' ORDER BY accepted DESC LIMIT 1");
    sql.run(
        "ALTER TABLE usage_rejections DELETE WHERE tenant_id = 'TEN-1' AND meter = ''"
            + " SETTINGS mutations_sync = 2");
    sql.run(
        "INSERT INTO usage_aggregates SELECT * REPLACE (sum + 1 AS sum) FROM usage_aggregates FINAL"
            + " WHERE tenant_id = 'TEN-9'");
  }

  /** The figures of a tenant's first window of requests, with a sum that is too high. */
  private void alter(String tenant) throws Exception {
    sql.run(
        "INSERT INTO usage_aggregates SELECT * REPLACE (toDecimal256(1000000, 12) AS sum)"
            + " FROM usage_aggregates FINAL WHERE tenant_id = '%s' AND meter = 'requests'"
                .formatted(tenant)
            + " AND toUnixTimestamp(window_start) = %s".formatted(firstWindow(tenant)));
  }

  private String firstWindow(String tenant) throws Exception {
    return sql.run(
        "SELECT toUnixTimestamp(min(window_start)) FROM usage_aggregates WHERE tenant_id = '%s' AND meter = 'tokens' FORMAT TSV"
            .formatted(tenant));
  }

  /** So that the first offset of each partition is known to be the first. */
  private void beginTheLedgerYesterday() throws Exception {
    sql.run(
        "INSERT INTO usage_ledger SELECT 'TEN-old', toStartOfMinute(now('UTC') - 86400), number, 0, 0, 0, 0, 0, 0"
            + " FROM numbers(2)");
  }

  private Audit audit(Duration margin) {
    CatalogFollower catalog =
        parts.add(
            CatalogFollower.open(topics.kafka(), new StartupConfig(Duration.ofSeconds(60)), clock));
    return AuditModule.of(topics.kafka(), store, catalog::current, parts, margin);
  }

  private AuditPeriod lastHours(@Nullable TenantId tenant) {
    Instant now = clock.instant();
    return new AuditPeriod(now.minus(Duration.ofHours(2)), now.plus(Duration.ofHours(1)), tenant);
  }

  private void awaitWatermark() {
    Instant now = clock.instant();
    await().atMost(PATIENCE).until(() -> stored.watermark().isAfter(now));
    awaitBuilt();
  }

  /** An audit passes over what is still being built. */
  private void awaitBuilt() {
    int all = METERS.size() * topics.kafka().partitions();
    await()
        .atMost(PATIENCE)
        .untilAsserted(
            () ->
                assertThat(sql.run("SELECT count() FROM meter_builds FINAL WHERE done FORMAT TSV"))
                    .isEqualTo(Integer.toString(all)));
  }

  private static UsageRecord snapshot(String ingestId, String value) {
    return Usage.snapshot("TEN-9", ingestId, "storage_gb", value, LocalDate.of(2026, 11, 21));
  }

  private static String meter(Difference difference) {
    return difference.window() == null ? "" : difference.window().getMeter();
  }
}

package io.meterhouse.aggregator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.meterhouse.aggregator.audit.Audit;
import io.meterhouse.aggregator.audit.AuditPeriod;
import io.meterhouse.aggregator.audit.AuditReport;
import io.meterhouse.aggregator.folding.RawUsage;
import io.meterhouse.aggregator.stream.UniqueKey;
import io.meterhouse.kit.catalog.CatalogFollower;
import io.meterhouse.kit.catalog.ShardsEntries;
import io.meterhouse.kit.config.StartupConfig;
import io.meterhouse.kit.kafka.Topic;
import io.meterhouse.kit.lifecycle.Parts;
import io.meterhouse.local.EngineAddresses;
import io.meterhouse.local.junit.Engines;
import io.meterhouse.metering.Aggregation;
import io.meterhouse.metering.Meter;
import io.meterhouse.metering.MeterSource;
import io.meterhouse.metering.PropertyPath;
import io.meterhouse.metering.Sharding;
import io.meterhouse.metering.TenantId;
import io.meterhouse.metering.WindowSize;
import io.meterhouse.schemas.usage.v1.UsageRecord;
import io.meterhouse.schemas.usage.v1.Void;
import io.meterhouse.usagestore.ClickHouseStoreConfig;
import io.meterhouse.usagestore.EventReader;
import io.meterhouse.usagestore.EventRow;
import io.meterhouse.usagestore.TotalRequest;
import io.meterhouse.usagestore.UsageReader;
import io.meterhouse.usagestore.UsageStore;
import io.meterhouse.usagestore.UsageTotal;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Predicate;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/**
 * A tenant that is spread, and taken together again, while its usage flows; beside it one that is
 * not and sends the same. Real engines.
 */
@ExtendWith(Engines.class)
class SpreadTenantIT {

  private static final Duration PATIENCE = Duration.ofMinutes(8);
  private static final Duration TO_THE_LAST = Duration.ofMinutes(-2);
  private static final TenantId SPREAD = TenantId.of("TEN-spread");
  private static final TenantId WHOLE = TenantId.of("TEN-whole");
  private static final Meter SMALLEST = meter("smallest", Aggregation.MIN, WindowSize.MINUTE);
  private static final Meter LATEST = meter("latest_a_day", Aggregation.LATEST, WindowSize.DAY);
  private static final Meter NEW = meter("new", Aggregation.SUM, WindowSize.HOUR);
  private static final int EVENTS = 250;

  private final InstantSource clock = InstantSource.system();
  private final Instant began = clock.instant();
  private final LocalDate today = LocalDate.ofInstant(began, ZoneOffset.UTC);
  private final Random random = new Random(23);
  private final List<Meter> meters = new ArrayList<>(TestMeters.OF_EVENTS);
  private final List<UsageRecord> sent = new ArrayList<>();
  private final Set<String> voided = new HashSet<>();
  private final Parts parts = new Parts();
  private final TestTopics topics;
  private final UsageStore store;
  private final StoredFigures stored;
  private final StoreSql sql;
  private final ModuleUnderTest module;
  private int number;
  private @TempDir Path directory;

  SpreadTenantIT(EngineAddresses engines) {
    topics =
        parts.add(new TestTopics(engines.kafkaBootstrapServers(), engines.freshName("spread"), 4));
    String database = engines.freshName("spread");
    module = new ModuleUnderTest(topics.kafka(), engines.clickHouseUrl(), database);
    store =
        parts.add(
            UsageStore.open(
                new ClickHouseStoreConfig(engines.clickHouseUrl(), database, "default", "")));
    stored = new StoredFigures(store, began);
    sql = new StoreSql(engines.clickHouseUrl(), database);
  }

  @AfterEach
  void stop() {
    module.stop();
    parts.close();
  }

  @Test
  void shouldAnswerAsIfATenantHadNeverBeenSpread() throws Exception {
    meters.addAll(List.of(SMALLEST, LATEST));
    for (Meter meter : meters) {
      topics.publish(meter);
    }
    topics.publish(TestMeters.STORAGE);
    module.start(directory);
    usage();
    declare("ing-s-05", "5");

    spread(4);
    usage();
    declare("ing-s-09", "9");
    declare("ing-s-07", "7");
    voidEvents(5, row -> row.shard() == 0);
    meters.add(NEW);
    topics.publish(NEW);
    usage();

    spread(2);
    // Of shards that nothing comes to any more.
    voidEvents(5, row -> row.shard() >= 2);
    usage();
    declare("ing-s-08", "8");
    retries();
    awaitWatermark();
    awaitBuilt();

    assertShards();
    Oracle oracle = oracle(meters);
    assertThat(stored.cells(meters, Set.of(SPREAD.value(), WHOLE.value())))
        .isEqualTo(oracle.figures());
    assertThat(totals(SPREAD)).isEqualTo(totals(WHOLE));
    assertThat(stored.total(SPREAD, TestMeters.STORAGE)).isEqualTo(new BigDecimal("9"));
    assertLedger();
    assertClean();

    // The register that is in force was declared when there were other shards.
    voidSnapshot("ing-s-09");
    awaitWatermark();
    assertThat(stored.total(SPREAD, TestMeters.STORAGE)).isEqualTo(new BigDecimal("8"));
    assertThat(totals(SPREAD)).isEqualTo(totals(WHOLE));
    assertClean();
  }

  /** As the control plane publishes it; returns when the stages have heard of it. */
  private void spread(int shards) throws Exception {
    for (String type : List.of(TestMeters.TYPE, Meter.SNAPSHOT_TYPE)) {
      Sharding.Key usage = new Sharding.Key(SPREAD, type);
      topics.sendBytes(Topic.CATALOG, ShardsEntries.key(usage), ShardsEntries.value(usage, shards));
    }
    topics.awaitAccepted();
    // Whoever folds an event knows all of the catalogue that is older than it.
    accept(event("probe-" + shards, began));
    awaitWatermark();
  }

  /** New events of hot and of cold windows, and now and then one that came before. */
  private void usage() throws Exception {
    for (int i = 0; i < EVENTS; i++) {
      Instant late = random.nextInt(3) == 0 ? began.minus(Duration.ofHours(5)) : began;
      accept(event("e" + number++, late.minusSeconds(random.nextInt(600))));
      if (random.nextInt(5) == 0) {
        retry();
      }
    }
    awaitWatermark();
  }

  private void retries() {
    for (int i = 0; i < EVENTS; i++) {
      retry();
    }
  }

  /** The same again, or another event under its identity. */
  private void retry() {
    UsageRecord before = sent.get(random.nextInt(sent.size()));
    accept(random.nextInt(4) == 0 ? event(before.getId(), began) : before);
  }

  private UsageRecord event(String id, Instant time) {
    return Usage.event(
        SPREAD.value(),
        id,
        TestMeters.TYPE,
        "{\"tokens\":%s,\"cost\":%d.%03d,\"model\":\"m-%d\"}"
            .formatted(
                random.nextInt(20) == 0 ? "\"many\"" : Integer.toString(random.nextInt(9_000)),
                random.nextInt(100),
                random.nextInt(1_000),
                random.nextInt(12)),
        time.truncatedTo(ChronoUnit.SECONDS));
  }

  private void accept(UsageRecord usage) {
    sent.add(usage);
    topics.accept(usage);
    topics.accept(ofTheOther(usage));
  }

  private void declare(String ingestId, String value) {
    for (TenantId tenant : List.of(SPREAD, WHOLE)) {
      topics.accept(Usage.snapshot(tenant.value(), ingestId, "storage_gb", value, today));
    }
  }

  private void voidEvents(int count, Predicate<EventRow> wanted) throws Exception {
    List<String> ids =
        sent.stream()
            .map(UsageRecord::getId)
            .distinct()
            .filter(id -> !voided.contains(id))
            .toList();
    List<EventRow> chosen =
        new EventReader(store)
            .find(SPREAD, Usage.SOURCE, ids).stream().filter(wanted).limit(count).toList();
    assertThat(chosen).hasSize(count);
    chosen.forEach(row -> voided.add(row.id()));
    List<String> names = chosen.stream().map(EventRow::id).toList();
    new EventReader(store).find(WHOLE, Usage.SOURCE, names).forEach(this::writeVoid);
    chosen.forEach(this::writeVoid);
    topics.awaitAccepted();
  }

  private void voidSnapshot(String ingestId) throws Exception {
    for (TenantId tenant : List.of(SPREAD, WHOLE)) {
      new EventReader(store).find(tenant, "snapshots", List.of(ingestId)).forEach(this::writeVoid);
    }
    topics.awaitAccepted();
  }

  /** As the control plane does, under the key by which the event was counted. */
  private void writeVoid(EventRow row) {
    topics.sendBytes(
        Topic.USAGE_UNIQUE,
        new UniqueKey(row.tenantId(), row.type(), row.shard()).toBytes(),
        RawUsage.of(row).toBuilder()
            .setVoid(Void.newBuilder().setReason("wrong").setVoidedBy("a test"))
            .build()
            .toByteArray());
  }

  private Oracle oracle(List<Meter> counting) {
    Oracle oracle = new Oracle(counting);
    for (UsageRecord usage : sent) {
      if (!voided.contains(usage.getId())) {
        oracle.accept(usage);
        oracle.accept(ofTheOther(usage));
      }
    }
    return oracle;
  }

  private static UsageRecord ofTheOther(UsageRecord usage) {
    return usage.toBuilder().setTenantId(WHOLE.value()).build();
  }

  /** As rating asks, of the whole time. */
  private Map<String, BigDecimal> totals(TenantId tenant) {
    List<Meter> all = new ArrayList<>(meters);
    all.add(TestMeters.STORAGE);
    Instant from = began.truncatedTo(ChronoUnit.DAYS).minus(Duration.ofDays(1));
    Map<String, BigDecimal> totals = new HashMap<>();
    for (Meter meter : all) {
      UsageTotal total =
          new UsageReader(store)
              .totals(
                  List.of(
                      new TotalRequest(tenant, null, meter, from, from.plus(Duration.ofDays(3)))))
              .getFirst();
      assertThat(total.hasUsage()).as(meter.code()).isTrue();
      totals.put(meter.code(), total.value());
    }
    return totals;
  }

  private void assertShards() {
    Set<Integer> partitions = new HashSet<>();
    Map<UniqueKey, Long> events = new HashMap<>();
    for (ConsumerRecord<byte[], byte[]> record : topics.read(Topic.USAGE_UNIQUE)) {
      UniqueKey key = UniqueKey.fromBytes(record.key());
      events.merge(key, 1L, Long::sum);
      if (key.tenantId().equals(SPREAD.value())) {
        partitions.add(record.partition());
      }
    }
    assertThat(partitions).hasSizeGreaterThan(1);
    assertThat(events)
        .hasEntrySatisfying(key(SPREAD, 0), many -> assertThat(many).isGreaterThan(EVENTS))
        .hasEntrySatisfying(key(SPREAD, 1), many -> assertThat(many).isGreaterThan(EVENTS / 2L))
        .hasEntrySatisfying(key(SPREAD, 2), many -> assertThat(many).isGreaterThan(EVENTS / 4L))
        .hasEntrySatisfying(key(SPREAD, 3), many -> assertThat(many).isGreaterThan(EVENTS / 4L))
        .doesNotContainKey(key(SPREAD, 4))
        .containsKey(key(WHOLE, 0))
        .doesNotContainKey(key(WHOLE, 1));
  }

  private static UniqueKey key(TenantId tenant, int shard) {
    return new UniqueKey(tenant.value(), TestMeters.TYPE, shard);
  }

  private void assertLedger() {
    Oracle all = new Oracle(List.of());
    sent.forEach(all::accept);
    Oracle.Counts counts = Objects.requireNonNull(all.ledger().get(SPREAD.value()));
    // Snapshots, each of which is unique.
    Oracle.Counts expected =
        new Oracle.Counts(
            counts.accepted() + 4, counts.unique() + 4, counts.duplicates(), counts.rejected());
    for (TenantId tenant : List.of(SPREAD, WHOLE)) {
      await()
          .atMost(PATIENCE)
          .untilAsserted(() -> assertThat(stored.ledger(tenant.value())).isEqualTo(expected));
      await().atMost(PATIENCE).until(() -> stored.events(tenant.value()) == expected.unique());
    }
  }

  private void assertClean() {
    CatalogFollower catalog =
        parts.add(
            CatalogFollower.open(topics.kafka(), new StartupConfig(Duration.ofSeconds(60)), clock));
    Audit audit = AuditModule.of(topics.kafka(), store, catalog::current, parts, TO_THE_LAST);
    Instant now = clock.instant();
    AuditReport report =
        audit.run(
            new AuditPeriod(now.minus(Duration.ofHours(2)), now.plus(Duration.ofHours(1)), null),
            () -> false);
    assertThat(report.differences()).isEmpty();
    assertThat(report.windows()).isGreaterThan(100);
  }

  private void awaitWatermark() throws Exception {
    topics.awaitAccepted();
    Instant now = clock.instant();
    await().atMost(PATIENCE).until(() -> stored.watermark().isAfter(now));
  }

  private void awaitBuilt() {
    int all = (meters.size() + 1) * topics.kafka().partitions();
    await()
        .atMost(PATIENCE)
        .untilAsserted(
            () ->
                assertThat(sql.run("SELECT count() FROM meter_builds FINAL WHERE done FORMAT TSV"))
                    .isEqualTo(Integer.toString(all)));
  }

  private static Meter meter(String code, Aggregation aggregation, WindowSize window) {
    return new Meter(
        null,
        code,
        1,
        code,
        TestMeters.TYPE,
        aggregation,
        PropertyPath.parse("$.tokens"),
        new TreeMap<>(),
        List.of(),
        "token",
        window,
        MeterSource.EVENTS,
        Instant.EPOCH);
  }
}

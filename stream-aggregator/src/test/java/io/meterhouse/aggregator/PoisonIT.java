package io.meterhouse.aggregator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.meterhouse.aggregator.stream.Position;
import io.meterhouse.aggregator.stream.UniqueKey;
import io.meterhouse.kit.kafka.Topic;
import io.meterhouse.local.EngineAddresses;
import io.meterhouse.local.junit.Engines;
import io.meterhouse.metering.TenantId;
import io.meterhouse.schemas.usage.v1.UsageRecord;
import io.meterhouse.usagestore.ClickHouseStoreConfig;
import io.meterhouse.usagestore.RejectionReader;
import io.meterhouse.usagestore.RejectionRow;
import io.meterhouse.usagestore.UsageStore;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** Rows that a table will never take, each alone in its batch, with the real engines. */
@ExtendWith(Engines.class)
class PoisonIT {

  private static final Duration PATIENCE = Duration.ofMinutes(8);
  private static final String TENANT = "TEN-poison";

  private final TestTopics topics;
  private final StoredFigures stored;
  private final RejectionReader rejections;
  private final UsageStore store;
  private final ModuleUnderTest module;
  private final ClickHouseSql operator;
  private @TempDir Path directory;

  PoisonIT(EngineAddresses engines) {
    topics = new TestTopics(engines.kafkaBootstrapServers(), engines.freshName("poison"), 1);
    String database = engines.freshName("poison");
    module = new ModuleUnderTest(topics.kafka(), engines.clickHouseUrl(), database);
    store =
        UsageStore.open(
            new ClickHouseStoreConfig(engines.clickHouseUrl(), database, "default", ""));
    stored = new StoredFigures(store);
    rejections = new RejectionReader(store);
    operator = new ClickHouseSql(engines.clickHouseUrl(), database);
  }

  @BeforeEach
  void start() throws Exception {
    topics.publish(TestMeters.TOKENS);
    module.start(directory);
  }

  @AfterEach
  void stop() {
    module.stop();
    store.close();
    topics.close();
  }

  @Test
  void shouldRejectARowWhoseValueNoColumnCanHold() throws Exception {
    // Deduplication refuses such a time, so it can only come from an instance that does not.
    UsageRecord far =
        usage("far", Instant.parse("2500-01-01T00:00:00Z")).toBuilder()
            .setAccepted(new Position(0, 0, Usage.NOON).toWire())
            .build();
    topics.sendBytes(
        Topic.USAGE_UNIQUE,
        new UniqueKey(TENANT, TestMeters.TYPE, UniqueKey.ONLY_SHARD).toBytes(),
        far.toByteArray());
    topics.awaitAccepted();
    await().atMost(PATIENCE).until(() -> refused().keySet().containsAll(List.of("*", "tokens")));

    RejectionRow event = refused("*");
    assertThat(event.message()).contains("events, partition 0", "2500-01-01T00:00:00Z");
    assertThat(List.of(event.source(), event.id(), event.type(), event.subject()))
        .isEqualTo(List.of(Usage.SOURCE, "far", TestMeters.TYPE, "client-7"));
    assertThat(event.data().toStringUtf8()).isEqualTo("{\"tokens\":5}");
    assertThat(refused("tokens").message()).contains("aggregates, partition 0");
    shouldTakeAnother();
  }

  @Test
  void shouldRejectARowThatTheServerRefusesAndHoldNothing() throws Exception {
    operator.run("ALTER TABLE usage_events ADD CONSTRAINT no_poison CHECK id != 'poison'");
    accept("poison", Usage.NOON);
    await().atMost(PATIENCE).until(() -> refused().containsKey("*"));

    assertThat(refused("*").message()).contains("no_poison");
    assertThat(refused("*").id()).isEqualTo("poison");
    assertThat(stored.events(TENANT)).isZero();
    shouldTakeAnother();
  }

  @Test
  void shouldRejectNothingWhileTheTableIsNotThere() throws Exception {
    operator.run("RENAME TABLE usage_events TO usage_events_away");
    accept("waits", Usage.NOON);
    await()
        .atMost(PATIENCE)
        .until(() -> module.problems().toString().contains("events holds its rows"));
    operator.run("RENAME TABLE usage_events_away TO usage_events");

    await().atMost(PATIENCE).until(() -> stored.events(TENANT) == 1);
    await().atMost(PATIENCE).until(module::isReady);
    assertThat(refused()).isEmpty();
  }

  private void shouldTakeAnother() throws Exception {
    long before = stored.events(TENANT);
    accept("good", Usage.NOON);
    await().atMost(PATIENCE).until(() -> stored.events(TENANT) == before + 1);
    await().atMost(PATIENCE).until(module::isReady);
  }

  private void accept(String id, Instant time) throws Exception {
    topics.accept(usage(id, time));
    topics.awaitAccepted();
  }

  private static UsageRecord usage(String id, Instant time) {
    return Usage.event(TENANT, id, TestMeters.TYPE, "{\"tokens\":5}", time);
  }

  private RejectionRow refused(String meter) {
    return Objects.requireNonNull(refused().get(meter), meter);
  }

  /** By meter; the tenant's own. */
  private Map<String, RejectionRow> refused() {
    return rejections.page(TenantId.of(TENANT), null, 100).rows().stream()
        .filter(row -> row.code().equals("ROW_REFUSED"))
        .collect(Collectors.toMap(RejectionRow::meter, row -> row, (a, b) -> a));
  }
}

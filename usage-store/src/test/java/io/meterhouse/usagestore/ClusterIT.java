package io.meterhouse.usagestore;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.meterhouse.local.EngineAddresses;
import io.meterhouse.local.junit.Engines;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** What can be known of a cluster from one server: {@link TwoShards} says what that leaves out. */
@ExtendWith(Engines.class)
class ClusterIT {

  @Test
  void shouldWriteWhatTheParserOfClickHouseTakes(EngineAddresses engines) {
    try (TestStore test = TestStore.onOneServer(engines)) {
      List<String> statements = new ArrayList<>();
      for (StoreLayout layout :
          List.of(new StoreLayout("prod", false), new StoreLayout("prod", true))) {
        ClusterSchema schema = new ClusterSchema("meterhouse", layout, 3);
        statements.add(schema.createDatabase());
        Stream.concat(
                ClickHouseMigrations.ofThisBuild().stream()
                    .flatMap(migration -> migration.statements().stream()),
                RetainedTable.of(new StoreRetention(StoreRetention.MAX)).stream()
                    .flatMap(table -> table.changes("").stream()))
            .flatMap(statement -> schema.statements(statement).stream())
            .forEach(statements::add);
      }
      assertThat(statements).hasSizeGreaterThan(50);
      for (String statement : statements) {
        String parsed = String.join("\n", test.texts("EXPLAIN AST " + statement));
        assertThat(parsed).as(statement).containsPattern("^(CreateQuery|AlterQuery)");
      }
      assertThatThrownBy(() -> test.texts("EXPLAIN AST " + statements.getLast() + " ON CLUSTER"))
          .hasMessageContaining("Syntax error");
    }
  }

  @Test
  void shouldKeepRowsOfOneSortingKeyOnOneShard(EngineAddresses engines) {
    try (TestStore test = TestStore.onOneServer(engines)) {
      for (String table : ShardingKeys.tables()) {
        List<String> sorted =
            test.texts(
                "SELECT name FROM system.columns WHERE database = currentDatabase() AND table = '"
                    + table
                    + "' AND is_in_sorting_key");
        assertThat(sorted).as(table).containsAll(ShardingKeys.columns(table));
      }
      assertThat(test.texts("SELECT name FROM system.tables WHERE database = currentDatabase()"))
          .containsExactlyInAnyOrderElementsOf(ShardingKeys.tables());
    }
  }

  @Test
  void shouldRefuseTablesThatWereMadeForOtherServers(EngineAddresses engines) {
    try (TestStore one = TestStore.onOneServer(engines);
        UsageStore cluster = open(engines, one, new StoreLayout(TwoShards.CLUSTER, false))) {
      assertThatThrownBy(() -> TwoShards.migrate(cluster))
          .isInstanceOf(UsageStoreException.class)
          .hasMessageContaining("meter_builds")
          .hasMessageContaining("expected on cluster both_myself: Distributed");
    }
    try (TestStore two = TwoShards.migrated(engines);
        UsageStore single = open(engines, two, StoreLayout.ONE_SERVER)) {
      assertThatThrownBy(() -> new ClickHouseMigrations(single).migrate())
          .isInstanceOf(UsageStoreException.class)
          .hasMessageContaining("has the tables of a cluster: meter_builds is Distributed(");
    }
  }

  @Test
  void shouldRefuseAClusterThatTheServerDoesNotKnow(EngineAddresses engines) {
    try (TestStore one = TestStore.empty(engines);
        UsageStore cluster = open(engines, one, new StoreLayout("nowhere", true))) {
      assertThatThrownBy(() -> new ClickHouseMigrations(cluster).migrate())
          .isInstanceOf(UsageStoreException.class)
          .hasMessageContaining("knows no cluster nowhere");
      assertThatThrownBy(() -> new SinkProgress(cluster).record("s", "t", Map.of(0, 1L)))
          .hasMessageContaining("knows no cluster nowhere");
    }
  }

  @Test
  void shouldSpreadRowsAndFindEachOnce(EngineAddresses engines) {
    try (TestStore test = TwoShards.migrated(engines)) {
      SinkProgress progress = new SinkProgress(test.store());
      for (int partition = 0; partition < 100; partition++) {
        progress.record("s", "t", Map.of(partition, 1L));
      }
      progress.record("s", "t", Map.of(7, 5L));
      assertThat(progress.read("s", "t")).hasSize(100).containsEntry(7, 5L);
      assertThat(
              test.texts("SELECT toString(count()) FROM sink_progress FINAL GROUP BY shardNum()"))
          .hasSize(2)
          .allSatisfy(rows -> assertThat(Integer.parseInt(rows)).isBetween(20, 80));
    }
  }

  @Test
  void shouldNotCallAStoreWellOfWhichAShardLacksAColumn(EngineAddresses engines) {
    try (TestStore test = TwoShards.migrated(engines)) {
      List<TableWriter<?>> writers =
          List.of(
              new AggregateWriter(test.store()),
              new EventWriter(test.store()),
              new LedgerWriter(test.store()),
              new RatedItemWriter(test.store()),
              new RejectionWriter(test.store()),
              new VoidWriter(test.store()));
      writers.forEach(TableWriter::probe);

      test.store().execute(SqlStatement.of("ALTER TABLE usage_events_local DROP COLUMN ingest_id"));
      assertThatThrownBy(new EventWriter(test.store())::probe)
          .isInstanceOfSatisfying(
              UsageStoreException.class, e -> assertThat(e.isRetryable()).isFalse());
    }
  }

  private static UsageStore open(EngineAddresses engines, TestStore test, StoreLayout layout) {
    return UsageStore.open(
        new ClickHouseStoreConfig(
            engines.clickHouseUrl(), test.store().config().database(), "default", "", layout));
  }
}

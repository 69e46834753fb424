package io.meterhouse.usagestore;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;

class ClusterSchemaTest {

  private static final String CREATE =
      """
      -- Why; and (more) of it.
      CREATE TABLE IF NOT EXISTS usage_ledger
      (
          -- Whose ENGINE = it is.
          tenant_id LowCardinality(String),
          version   UInt64 CODEC(ZSTD(1))
      )
      ENGINE = ReplacingMergeTree(version)
      PARTITION BY toYYYYMM(accepted_minute)
      ORDER BY (tenant_id, accepted_minute, `partition`)\
      """;

  private static final ClusterSchema SHARDED =
      new ClusterSchema("meterhouse", new StoreLayout("prod", false), 3);
  private static final ClusterSchema REPLICATED =
      new ClusterSchema("meterhouse", new StoreLayout("prod", true), 3);

  private static final String DISTRIBUTED_LEDGER =
      "Distributed('prod', 'meterhouse', 'usage_ledger_local', cityHash64(tenant_id, partition))";

  @Test
  void shouldMakeTheRowsTableAndTheOneThatIsReadAndWritten() {
    assertThat(SHARDED.statements(CREATE))
        .containsExactly(
            """
            CREATE TABLE IF NOT EXISTS usage_ledger_local ON CLUSTER 'prod'
            (
                -- Whose ENGINE = it is.
                tenant_id LowCardinality(String),
                version   UInt64 CODEC(ZSTD(1))
            )
            ENGINE = ReplacingMergeTree(version)
            PARTITION BY toYYYYMM(accepted_minute)
            ORDER BY (tenant_id, accepted_minute, `partition`)\
            """,
            """
            CREATE OR REPLACE TABLE usage_ledger ON CLUSTER 'prod' AS usage_ledger_local
            ENGINE = Distributed('prod', 'meterhouse', 'usage_ledger_local', cityHash64(tenant_id, partition))
            COMMENT 'shards: 3'\
            """);
  }

  @Test
  void shouldLetKeeperKeepReplicasEqual() {
    assertThat(REPLICATED.statements(CREATE).getFirst())
        .isEqualTo(
            """
            CREATE TABLE IF NOT EXISTS usage_ledger_local ON CLUSTER 'prod'
            (
                -- Whose ENGINE = it is.
                tenant_id LowCardinality(String),
                version   UInt64 CODEC(ZSTD(1))
            )
            ENGINE = ReplicatedReplacingMergeTree('/clickhouse/tables/{shard}/meterhouse/usage_ledger_local', '{replica}', version)
            PARTITION BY toYYYYMM(accepted_minute)
            ORDER BY (tenant_id, accepted_minute, `partition`)\
            """);
    assertThat(REPLICATED.statements(CREATE.replace("(version)\n", "\n")).getFirst())
        .contains(
            "\nENGINE = ReplicatedReplacingMergeTree("
                + "'/clickhouse/tables/{shard}/meterhouse/usage_ledger_local', '{replica}')\n");
  }

  @Test
  void shouldChangeTheRowsTableAndMakeTheOtherAnewAfterIt() {
    assertThat(REPLICATED.statements("-- Why.\nALTER TABLE usage_ledger ADD COLUMN missing UInt64"))
        .containsExactly(
            "ALTER TABLE usage_ledger_local ON CLUSTER 'prod' ADD COLUMN missing UInt64",
            """
            CREATE OR REPLACE TABLE usage_ledger ON CLUSTER 'prod' AS usage_ledger_local
            ENGINE = Distributed('prod', 'meterhouse', 'usage_ledger_local', cityHash64(tenant_id, partition))
            COMMENT 'shards: 3'\
            """);
  }

  @Test
  void shouldMakeTheDatabaseOnEveryServer() {
    assertThat(SHARDED.createDatabase())
        .isEqualTo("CREATE DATABASE IF NOT EXISTS `meterhouse` ON CLUSTER 'prod'");
  }

  @Test
  void shouldRefuseWhatItDoesNotUnderstand() {
    assertThatThrownBy(() -> SHARDED.statements("DROP TABLE usage_ledger"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "statement: DROP TABLE usage_ledger (expected for a cluster: CREATE TABLE IF NOT EXISTS"
                + " or ALTER TABLE)");
    assertThatThrownBy(
            () -> SHARDED.statements(CREATE.replace("ReplacingMergeTree(version)", "Log")))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("table usage_ledger: ")
        .hasMessageEndingWith("(expected: a line such as ENGINE = ReplacingMergeTree(version))");
    assertThatThrownBy(() -> SHARDED.statements(CREATE.replace("usage_ledger", "other")))
        .hasMessage("table: other (expected: one that ShardingKeys has a key for)");
  }

  @Test
  void shouldTakeTablesThatItMade() {
    assertThat(SHARDED.mismatch(List.of())).isEmpty();
    assertThat(
            SHARDED.mismatch(
                List.of(distributed(DISTRIBUTED_LEDGER, "shards: 3"), local(""), foreign())))
        .isEmpty();
    assertThat(REPLICATED.mismatch(List.of(local("Replicated")))).isEmpty();
  }

  @Test
  void shouldRefuseTheTablesOfOneServer() {
    StoredTable one =
        new StoredTable(
            "usage_ledger", "ReplacingMergeTree", "ReplacingMergeTree(version) ORDER BY x", "");
    assertThat(SHARDED.mismatch(List.of(one)))
        .hasValue(
            "table usage_ledger of ClickHouse database meterhouse is ReplacingMergeTree(version)"
                + " ORDER BY x (expected on cluster prod: "
                + DISTRIBUTED_LEDGER
                + "). Configure the servers as they were when the tables were made, or name another"
                + " database.");
    assertThat(new OneServerSchema("meterhouse").mismatch(List.of(one))).isEmpty();
  }

  @Test
  void shouldRefuseTheTablesOfAClusterOnOneServer() {
    assertThat(
            new OneServerSchema("meterhouse")
                .mismatch(List.of(distributed(DISTRIBUTED_LEDGER, "shards: 3"))))
        .hasValueSatisfying(
            refusal ->
                assertThat(refusal)
                    .contains(
                        "has the tables of a cluster: usage_ledger is " + DISTRIBUTED_LEDGER));
  }

  @Test
  void shouldRefuseAnotherClusterKeyOrNumberOfShards() {
    String otherCluster = DISTRIBUTED_LEDGER.replace("prod", "test");
    String otherKey = DISTRIBUTED_LEDGER.replace("cityHash64(tenant_id, partition)", "rand()");
    assertThat(SHARDED.mismatch(List.of(distributed(otherCluster, "shards: 3"))))
        .hasValueSatisfying(refusal -> assertThat(refusal).contains(" is " + otherCluster));
    assertThat(SHARDED.mismatch(List.of(distributed(otherKey, "shards: 3"))))
        .hasValueSatisfying(refusal -> assertThat(refusal).contains(" is " + otherKey));
    assertThat(SHARDED.mismatch(List.of(distributed(DISTRIBUTED_LEDGER, "shards: 2"))))
        .hasValueSatisfying(
            refusal ->
                assertThat(refusal)
                    .contains("is made for shards: 2 (expected on cluster prod: shards: 3)"));
  }

  @Test
  void shouldRefuseToMixReplicatedTablesWithOthers() {
    assertThat(SHARDED.mismatch(List.of(local("Replicated"))))
        .hasValueSatisfying(
            refusal ->
                assertThat(refusal)
                    .contains(
                        "is ReplicatedReplacingMergeTree (expected on cluster prod: not a"
                            + " Replicated… engine)"));
    assertThat(REPLICATED.mismatch(List.of(local(""))))
        .hasValueSatisfying(
            refusal ->
                assertThat(refusal)
                    .contains(
                        "is ReplacingMergeTree (expected on cluster prod: a Replicated… engine)"));
  }

  @Test
  void shouldRefuseServersThatTheTablesCannotBeOn() {
    StoreLayout plain = new StoreLayout("prod", false);
    StoreLayout replicated = new StoreLayout("prod", true);
    assertThat(ClusterShape.of(replicated, List.of(2L, 2L))).isEqualTo(new ClusterShape(2, 2));
    assertThat(ClusterShape.of(plain, List.of(1L, 1L, 1L))).isEqualTo(new ClusterShape(3, 1));
    assertThatThrownBy(() -> ClusterShape.of(plain, List.of()))
        .isInstanceOf(UsageStoreException.class)
        .hasMessage("ClickHouse knows no cluster prod (expected: one of system.clusters)");
    assertThatThrownBy(() -> ClusterShape.of(replicated, List.of(2L, 1L)))
        .hasMessage(
            "the shards of ClickHouse cluster prod have [2, 1] replicas (expected: each as many)");
    assertThatThrownBy(() -> ClusterShape.of(plain, List.of(2L)))
        .hasMessageContaining("each shard of ClickHouse cluster prod has 2 servers");
    assertThatThrownBy(() -> new StoreLayout("", true))
        .hasMessageContaining("replicated tables without a ClickHouse cluster");
    assertThatThrownBy(() -> new StoreLayout("a'b", false)).hasMessageContaining("a'b");
  }

  private static StoredTable distributed(String definition, String comment) {
    return new StoredTable("usage_ledger", "Distributed", definition, comment);
  }

  private static StoredTable local(String prefix) {
    return new StoredTable("usage_ledger_local", prefix + "ReplacingMergeTree", "", "");
  }

  private static StoredTable foreign() {
    return new StoredTable("dashboards", "MergeTree", "MergeTree ORDER BY x", "");
  }
}

package io.meterhouse.usagestore;

import static org.assertj.core.api.Assumptions.assumeThat;

import io.meterhouse.local.EngineAddresses;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * Two shards in the one embedded engine: our Distributed tables go over a cluster of which it is
 * both shards, and a filter leaves each shard of the one local table what it would have of its own.
 * So statements are cut up and put together again as between two servers; only that the servers are
 * two, and ON CLUSTER, which needs Keeper, is not there.
 */
final class TwoShards {

  static final String CLUSTER = "both_myself";

  private TwoShards() {}

  static TestStore migrated(EngineAddresses engines) {
    String database = engines.freshName("shards");
    ClickHouseStoreConfig config =
        new ClickHouseStoreConfig(
            engines.clickHouseUrl(), database, "default", "", new StoreLayout(CLUSTER, false));
    Map<String, String> settings = new HashMap<>(StoreClient.serverSettings(config));
    settings.put("additional_table_filters", filters(database));
    UsageStore store = UsageStore.open(config, settings);
    assumeThat(clusters(store)).as("the embedded engine's clusters").contains(CLUSTER);
    migrate(store);
    return new TestStore(store);
  }

  static void migrate(UsageStore store) {
    ClickHouseStoreConfig config = store.config();
    new ClickHouseMigrations(
            store,
            ClickHouseMigrations.ofThisBuild(),
            () -> new Here(new ClusterSchema(config.database(), config.layout(), 2)))
        .migrate();
  }

  private static List<String> clusters(UsageStore store) {
    return store.query(
        SqlStatement.of("SELECT DISTINCT cluster FROM system.clusters"),
        "default",
        row -> row.getString("cluster"));
  }

  private static String filters(String database) {
    return ShardingKeys.tables().stream()
        .map(
            table ->
                "'%s.%s_local': '%s %% 2 = shardNum() - 1'"
                    .formatted(database, table, ShardingKeys.expression(table)))
        .collect(Collectors.joining(", ", "{", "}"));
  }

  /** The same statements for the one server that is there. */
  private record Here(ClusterSchema schema) implements Schema {

    @Override
    public String createDatabase() {
      return here(schema.createDatabase());
    }

    @Override
    public List<String> statements(String ours) {
      return schema.statements(ours).stream().map(Here::here).toList();
    }

    @Override
    public String rowsOf(String table) {
      return schema.rowsOf(table);
    }

    @Override
    public Optional<String> mismatch(List<StoredTable> tables) {
      return schema.mismatch(tables);
    }

    private static String here(String statement) {
      return statement.replace(" ON CLUSTER '" + CLUSTER + "'", "");
    }
  }
}

package io.meterhouse.usagestore;

import java.util.List;
import java.util.Optional;

/** The scripts as they are. */
record OneServerSchema(String database) implements Schema {

  @Override
  public String createDatabase() {
    return "CREATE DATABASE IF NOT EXISTS `" + database + "`";
  }

  @Override
  public List<String> statements(String ours) {
    return List.of(ours);
  }

  @Override
  public String rowsOf(String table) {
    return table;
  }

  @Override
  public Optional<String> mismatch(List<StoredTable> tables) {
    return tables.stream()
        .filter(table -> ShardingKeys.tables().contains(table.name()))
        .filter(table -> table.engine().equals(ClusterSchema.DISTRIBUTED))
        .findFirst()
        .map(
            table ->
                "ClickHouse database %s has the tables of a cluster: %s is %s (expected without a configured cluster: a MergeTree). Name the cluster that it was made for, or another database."
                    .formatted(database, table.name(), table.definition()));
  }
}

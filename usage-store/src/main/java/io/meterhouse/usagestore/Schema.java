package io.meterhouse.usagestore;

import java.util.List;
import java.util.Optional;

/** How our scripts, which are written for one server, are put to the servers that there are. */
interface Schema {

  /**
   * As the store is configured.
   *
   * @throws UsageStoreException if the server does not know the cluster as it has to be
   */
  static Schema of(UsageStore store) {
    ClickHouseStoreConfig config = store.config();
    return config.layout().isCluster()
        ? new ClusterSchema(config.database(), config.layout(), ClusterShape.read(store).shards())
        : new OneServerSchema(config.database());
  }

  String createDatabase();

  /**
   * @param ours one statement of a script
   * @return what to run for it, in order; all of it may be run again
   */
  List<String> statements(String ours);

  /** The table that has the rows of this one. */
  String rowsOf(String table);

  /** Why these tables are none that it made; empty if they are, or if there are none yet. */
  Optional<String> mismatch(List<StoredTable> tables);
}

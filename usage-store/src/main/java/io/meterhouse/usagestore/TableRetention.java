package io.meterhouse.usagestore;

import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Has ClickHouse delete what need not be kept. For one caller at a time. */
public final class TableRetention {

  private static final Logger LOG = LoggerFactory.getLogger(TableRetention.class);

  private final UsageStore store;

  /**
   * @param store with the schema of this build
   */
  public TableRetention(UsageStore store) {
    this.store = store;
  }

  /**
   * Changes what a table has where that is not this; tables that already have it are left alone.
   * Rows go when ClickHouse next looks, within hours.
   *
   * @throws UsageStoreException if ClickHouse fails
   */
  public void apply(StoreRetention retention) {
    Schema schema = Schema.of(store);
    List<StoredTable> stored = StoredTable.all(store);
    for (RetainedTable table : RetainedTable.of(retention)) {
      String local = schema.rowsOf(table.name());
      stored.stream()
          .filter(candidate -> candidate.name().equals(local))
          .flatMap(candidate -> table.changes(candidate.definition()).stream())
          .forEach(
              change -> {
                store.execute(SqlStatement.of(schema.statements(change).getFirst()));
                LOG.info("ClickHouse database {}: {}", store.config().database(), change);
              });
    }
  }
}

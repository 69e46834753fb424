package io.meterhouse.usagestore;

import java.util.List;

/**
 * A table as the server describes it.
 *
 * @param definition the engine with its arguments
 */
record StoredTable(String name, String engine, String definition, String comment) {

  /** Of the database, on the server that answers. */
  static List<StoredTable> all(UsageStore store) {
    return store.query(
        SqlStatement.of(
            "SELECT name, engine, engine_full, comment FROM system.tables"
                + " WHERE database = currentDatabase() ORDER BY name"),
        row ->
            new StoredTable(
                row.getString("name"),
                row.getString("engine"),
                row.getString("engine_full"),
                row.getString("comment")));
  }
}

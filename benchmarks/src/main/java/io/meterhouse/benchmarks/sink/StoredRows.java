package io.meterhouse.benchmarks.sink;

import io.meterhouse.aggregator.stream.UniqueKey;
import io.meterhouse.benchmarks.BenchmarkException;
import io.meterhouse.benchmarks.engines.Database;
import io.meterhouse.benchmarks.engines.Waiting;
import java.time.Duration;

/**
 * Rows that a table has before a sink writes to it: those that the sink writes, again and again,
 * each time as those of another shard.
 */
final class StoredRows {

  private static final Waiting MERGING = new Waiting(Duration.ofSeconds(1), Duration.ofMinutes(60));

  /** Between two merges there may be none for a moment. */
  private static final int QUIET_LOOKS = 5;

  private final Database clickHouse;
  private final String database;
  private int quiet;

  private StoredRows(Database clickHouse, String database) {
    this.clickHouse = clickHouse;
    this.database = database;
  }

  /**
   * Returns when ClickHouse is done with merging them, which they are not to be measured with.
   *
   * @param from the database whose table has the rows once
   * @param database that gets the copies
   */
  static void put(Database clickHouse, String from, String database, SinkTable table, int copies) {
    for (int copy = 1; copy <= copies; copy++) {
      clickHouse.ask(
          "INSERT INTO %s.%s SELECT * REPLACE (%s) FROM %s.%s SETTINGS max_partitions_per_insert_block = 0"
              .formatted(
                  database, table.table(), table.asOfShard().formatted(copy), from, table.table()));
    }
    StoredRows stored = new StoredRows(clickHouse, database);
    MERGING.until(
        "the stored rows are merged", stored::areQuiet, () -> stored.merges() + " merges are left");
    stored.requireAll(from, table, copies);
  }

  private void requireAll(String from, SinkTable table, int copies) {
    String question = "SELECT count() * %d FROM %s.%s WHERE shard %s %d";
    String expected =
        clickHouse.ask(question.formatted(copies, from, table.table(), "=", UniqueKey.ONLY_SHARD));
    String found =
        clickHouse.ask(question.formatted(1, database, table.table(), "!=", UniqueKey.ONLY_SHARD));
    if (!found.equals(expected)) {
      throw new BenchmarkException(
          "%s.%s has %s rows before the sink (expected: %s)"
              .formatted(database, table.table(), found, expected));
    }
  }

  private boolean areQuiet() {
    quiet = merges().equals("0") ? quiet + 1 : 0;
    return quiet >= QUIET_LOOKS;
  }

  private String merges() {
    return clickHouse.ask(
        "SELECT count() FROM system.merges WHERE database = '%s'".formatted(database));
  }
}

package io.meterhouse.usagestore;

import java.util.List;

/**
 * Writes rows of one table. Writing the same rows again changes nothing that a reader can see. Safe
 * for use by several threads.
 *
 * @param <R> a row
 */
public abstract sealed class TableWriter<R>
    permits AggregateWriter,
        EventWriter,
        LedgerWriter,
        RatedItemWriter,
        RejectionWriter,
        VoidWriter {

  private final UsageStore store;
  private final TableInsert<R> insert;

  TableWriter(UsageStore store, TableInsert<R> insert) {
    this.store = store;
    this.insert = insert;
  }

  /**
   * Returns when ClickHouse has all rows; an empty list is no call at all.
   *
   * @throws IllegalArgumentException if one of them has a flaw; none of them is written then
   * @throws UsageStoreException if that is not certain; the same rows may be written again
   */
  public final void write(List<R> rows) {
    if (!rows.isEmpty()) {
      store.insert(insert, rows);
    }
  }

  /** Makes rows what {@link #writeEncoded} takes; each thread needs one of its own. */
  public final TableEncoder<R> encoder() {
    return new TableEncoder<>(insert);
  }

  /** Whether it is this table that the row is for. */
  public final boolean isFor(EncodedRow row) {
    return row.table().equals(insert.table());
  }

  /**
   * As {@link #write}, of rows that are known to be without a flaw.
   *
   * @throws IllegalArgumentException if one of them is for another table
   */
  public final void writeEncoded(List<EncodedRow> rows) {
    for (EncodedRow row : rows) {
      if (!isFor(row)) {
        throw new IllegalArgumentException(
            "table: " + row.table() + " (expected: " + insert.table() + ")");
      }
    }
    if (!rows.isEmpty()) {
      store.insertEncoded(insert, rows);
    }
  }

  /**
   * Returns if an insert into these columns of the table is taken now: one of no rows, so the table
   * stays as it is. Of a cluster, whose shards do not hear of no rows, it is asked whether each has
   * the columns.
   *
   * @throws UsageStoreException if not
   */
  public final void probe() {
    store.insert(insert, List.of());
    if (store.config().layout().isCluster()) {
      store.execute(insert.askOfEveryShard());
    }
  }
}

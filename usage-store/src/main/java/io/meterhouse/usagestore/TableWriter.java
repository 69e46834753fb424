package io.meterhouse.usagestore;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.util.Collections;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

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

  /**
   * Which of the rows hold a value that its column cannot hold, and which value: index to reason.
   * No server is asked, so nothing but the row is at fault.
   */
  public final SortedMap<Integer, String> flaws(List<R> rows) {
    SortedMap<Integer, String> flaws = new TreeMap<>();
    RowBinaryOutput nowhere = new RowBinaryOutput(OutputStream.nullOutputStream());
    for (int i = 0; i < rows.size(); i++) {
      try {
        insert.encode(rows.get(i), nowhere);
      } catch (IllegalArgumentException e) {
        flaws.put(i, String.valueOf(e.getMessage()));
      } catch (IOException e) {
        throw new UncheckedIOException("a stream that goes nowhere failed", e);
      }
    }
    return Collections.unmodifiableSortedMap(flaws);
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

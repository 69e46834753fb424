package io.meterhouse.usagestore;

/**
 * Encodes rows of one table, one by one. Not thread-safe.
 *
 * @param <R> a row
 */
public final class TableEncoder<R> {

  /**
   * Thousands of rows in one array. With a heap below 4 GiB it fills a region of G1 just so: never
   * moved, and freed as soon as its rows are in. With a larger one collections are rarer.
   */
  private static final int BUFFER_BYTES = 1024 * 1024 - 64;

  private final TableInsert<R> insert;
  private final RowBinaryOutput out = new RowBinaryOutput(BUFFER_BYTES);

  TableEncoder(TableInsert<R> insert) {
    this.insert = insert;
  }

  /**
   * No server is asked, so where it fails nothing but the row is at fault.
   *
   * @throws IllegalArgumentException if a column cannot hold the row's value
   */
  public EncodedRow encode(R row) {
    out.clear();
    insert.encode(row, out);
    return out.take(insert.table());
  }
}

package io.meterhouse.usagestore;

/**
 * Encodes rows of one table, one by one. Not thread-safe.
 *
 * @param <R> a row
 */
public final class TableEncoder<R> {

  private final TableInsert<R> insert;
  private final RowBinaryOutput out = new RowBinaryOutput();

  TableEncoder(TableInsert<R> insert) {
    this.insert = insert;
  }

  /**
   * No server is asked, so where it fails nothing but the row is at fault.
   *
   * @throws IllegalArgumentException if a column cannot hold the row's value; it says which value
   */
  public EncodedRow encode(R row) {
    out.clear();
    insert.encode(row, out);
    return new EncodedRow(insert.table(), out.toBytes());
  }
}

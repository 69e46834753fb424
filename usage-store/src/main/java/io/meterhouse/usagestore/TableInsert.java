package io.meterhouse.usagestore;

import java.io.IOException;
import java.time.DateTimeException;
import java.util.List;

/** Where rows of a kind go and how they look there: an insert as a value. */
record TableInsert<R>(String table, List<String> columns, RowEncoder<R> encoder) {

  TableInsert {
    columns = List.copyOf(columns);
  }

  /**
   * @throws IllegalArgumentException if a column cannot hold the row's value
   */
  void encode(R row, RowBinaryOutput out) throws IOException {
    try {
      encoder.encode(row, out);
    } catch (ArithmeticException | DateTimeException e) {
      throw new IllegalArgumentException(String.valueOf(e.getMessage()), e);
    }
  }
}

package io.meterhouse.usagestore;

import java.time.DateTimeException;
import java.util.List;
import java.util.stream.Collectors;

/** Where rows of a kind go and how they look there: an insert as a value. */
record TableInsert<R>(String table, List<String> columns, RowEncoder<R> encoder) {

  TableInsert {
    columns = List.copyOf(columns);
  }

  /**
   * Reads next to nothing, but of every shard and every column: the first one, which all of them
   * are sorted by, is the tenant.
   */
  SqlStatement askOfEveryShard() {
    return SqlStatement.of(
        columns.stream()
            .map("any(`%s`)"::formatted)
            .collect(
                Collectors.joining(
                    ", ",
                    "SELECT ",
                    " FROM %s WHERE `%s` = ''".formatted(table, columns.getFirst()))));
  }

  /**
   * @throws IllegalArgumentException if a column cannot hold the row's value
   */
  void encode(R row, RowBinaryOutput out) {
    try {
      encoder.encode(row, out);
    } catch (ArithmeticException | DateTimeException e) {
      throw new IllegalArgumentException(String.valueOf(e.getMessage()), e);
    }
  }
}

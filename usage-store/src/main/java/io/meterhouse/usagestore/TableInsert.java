package io.meterhouse.usagestore;

import java.util.List;

/** Where rows of a kind go and how they look there: an insert as a value. */
record TableInsert<R>(String table, List<String> columns, RowEncoder<R> encoder) {

  TableInsert {
    columns = List.copyOf(columns);
  }
}

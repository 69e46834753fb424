package io.meterhouse.usagestore;

import java.util.Map;

/**
 * SQL and the values of its {@code {name:Type}} placeholders, in the text form that ClickHouse
 * reads. The text of a statement never holds a caller's input.
 */
record SqlStatement(String sql, Map<String, String> parameters) {

  SqlStatement {
    parameters = Map.copyOf(parameters);
  }

  static SqlStatement of(String sql) {
    return new SqlStatement(sql, Map.of());
  }
}

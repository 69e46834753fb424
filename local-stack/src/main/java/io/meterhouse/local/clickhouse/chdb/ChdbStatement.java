package io.meterhouse.local.clickhouse.chdb;

import java.nio.charset.StandardCharsets;
import java.util.Map;

/** A statement as the engine takes it. */
public final class ChdbStatement {
  private final byte[] sql;
  private final String format;
  private final Map<String, String> parameters;

  /**
   * Keeps the array, which must not change any more.
   *
   * @param sql UTF-8 text; for an insert with inline data the data too, in whatever bytes
   * @param format of the answer where the statement names none; for a streamed insert, of the data
   * @param parameters values for {@code {name:Type}} placeholders, as text
   */
  public ChdbStatement(byte[] sql, String format, Map<String, String> parameters) {
    this.sql = sql;
    this.format = format;
    this.parameters = Map.copyOf(parameters);
  }

  public static ChdbStatement of(String sql, String format) {
    return new ChdbStatement(sql.getBytes(StandardCharsets.UTF_8), format, Map.of());
  }

  byte[] sql() {
    return sql;
  }

  String format() {
    return format;
  }

  Map<String, String> parameters() {
    return parameters;
  }
}

package io.meterhouse.local.clickhouse.sql;

import org.jspecify.annotations.Nullable;

/** What a statement is, as far as the endpoint has to treat it differently. */
public sealed interface Statement {
  SqlText sql();

  /** Answers rows and can be run as a stream. */
  record Select(SqlText sql, @Nullable String format, boolean withTotals) implements Statement {}

  /** SHOW, DESCRIBE, EXPLAIN, EXISTS, CHECK: answers a few rows. */
  record Inspect(SqlText sql, @Nullable String format) implements Statement {}

  /** SET and USE: changes the session alone. */
  record SessionChange(SqlText sql) implements Statement {}

  /** KILL; to be run even where everything else waits. */
  record Kill(SqlText sql, @Nullable String format) implements Statement {}

  /** Changes data, schema or the server: INSERT … SELECT, DDL, OPTIMIZE, SYSTEM and the rest. */
  record Change(SqlText sql) implements Statement {}

  /**
   * An insert whose data follows the statement.
   *
   * @param sql up to FORMAT or VALUES
   * @param dataOffset in the text that was classified
   */
  record InsertData(SqlText sql, String format, int dataOffset) implements Statement {}

  /**
   * More than one statement, which the server refuses.
   *
   * @param position offset of the second one
   */
  record Several(SqlText sql, int position) implements Statement {}

  /** Nothing but blanks and comments. */
  record Empty(SqlText sql) implements Statement {}

  /** Whether a GET request may run it. */
  default boolean isReadOnly() {
    return switch (this) {
      case Select _, Inspect _, SessionChange _, Empty _, Several _ -> true;
      case Kill _, Change _, InsertData _ -> false;
    };
  }
}

package io.meterhouse.local.clickhouse.endpoint;

/** Text for statements of the endpoint's own. */
final class Sql {
  private Sql() {}

  static String literal(String text) {
    return "'" + text.replace("\\", "\\\\").replace("'", "\\'") + "'";
  }

  static String identifier(String name) {
    return "`" + name.replace("\\", "\\\\").replace("`", "\\`") + "`";
  }
}

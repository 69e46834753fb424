package io.meterhouse.usagestore;

import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Which shard of a cluster has a row. Rows with the same sorting key have to meet, as one replaces
 * the other: so every column here is part of it. {@code docs/storage.md} says why these.
 */
final class ShardingKeys {

  private static final Map<String, List<String>> COLUMNS =
      Map.of(
          "usage_events", List.of("identity"),
          "usage_voids", List.of("identity"),
          "usage_aggregates", List.of("tenant_id", "meter", "subject"),
          "usage_rejections", List.of("rejected_partition", "rejected_offset"),
          "usage_ledger", List.of("tenant_id", "partition"),
          "rated_items", List.of("tenant_id", "id"),
          "sink_progress", List.of("sink", "topic", "partition"),
          "usage_watermark", List.of("name"),
          "meter_builds", List.of("tenant_id", "meter", "meter_version", "partition"),
          "schema_migrations", List.of("version"));

  private ShardingKeys() {}

  static Set<String> tables() {
    return COLUMNS.keySet();
  }

  static List<String> columns(String table) {
    List<String> columns = COLUMNS.get(table);
    if (columns == null) {
      throw new IllegalArgumentException(
          "table: " + table + " (expected: one that ShardingKeys has a key for)");
    }
    return columns;
  }

  /** Evenly spread, the same for equal rows. */
  static String expression(String table) {
    return "cityHash64(" + String.join(", ", columns(table)) + ")";
  }
}

package io.meterhouse.query;

import io.meterhouse.kit.config.Settings;
import java.time.Duration;

/**
 * What one answer may hold, and how long it may wait.
 *
 * @param maxPageSize items of a list
 * @param maxUsageRows rows of a usage answer
 * @param maxShards into which usage of one tenant and type may be spread
 * @param voidPatience for events that are to be voided and on their way yet
 */
public record QueryLimits(int maxPageSize, int maxUsageRows, int maxShards, Duration voidPatience) {

  static final int DEFAULT_PAGE_SIZE = 100;
  static final int DEFAULT_USAGE_ROWS = 1_000;

  /** The commercial operations API's page size, and rows for a week of minutes. */
  public static QueryLimits defaults() {
    return from(Settings.defaults());
  }

  static QueryLimits from(Settings settings) {
    return new QueryLimits(
        settings.integer("METERHOUSE_QUERY_MAX_PAGE_SIZE"),
        settings.integer("METERHOUSE_QUERY_MAX_ROWS"),
        settings.integer("METERHOUSE_QUERY_MAX_SHARDS"),
        settings.duration("METERHOUSE_QUERY_VOID_PATIENCE"));
  }

  int defaultPageSize() {
    return Math.min(DEFAULT_PAGE_SIZE, maxPageSize);
  }

  int defaultUsageRows() {
    return Math.min(DEFAULT_USAGE_ROWS, maxUsageRows);
  }
}

package io.meterhouse.query;

import io.meterhouse.kit.config.Settings;

/**
 * What one answer may hold.
 *
 * @param maxPageSize items of a list
 * @param maxUsageRows rows of a usage answer
 */
public record QueryLimits(int maxPageSize, int maxUsageRows) {

  static final int DEFAULT_PAGE_SIZE = 100;
  static final int DEFAULT_USAGE_ROWS = 1_000;

  /** The commercial operations API's page size, and rows for a week of minutes. */
  public static QueryLimits defaults() {
    return from(Settings.defaults());
  }

  static QueryLimits from(Settings settings) {
    return new QueryLimits(
        settings.integer("METERHOUSE_QUERY_MAX_PAGE_SIZE"),
        settings.integer("METERHOUSE_QUERY_MAX_ROWS"));
  }

  int defaultPageSize() {
    return Math.min(DEFAULT_PAGE_SIZE, maxPageSize);
  }

  int defaultUsageRows() {
    return Math.min(DEFAULT_USAGE_ROWS, maxUsageRows);
  }
}

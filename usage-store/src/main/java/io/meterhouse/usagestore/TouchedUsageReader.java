package io.meterhouse.usagestore;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Finds the usage that changed in a stretch of accepted time, in the order of the primary key, so
 * that a page neither reads nor holds what is on another one. Safe for use by several threads.
 */
public final class TouchedUsageReader {

  public static final int MAX_ROWS = 10_000;

  /** The month of a window is its partition; a day's window of a snapshot lies in one as well. */
  private static final String MONTH = "toYYYYMM(window_start)";

  private final UsageStore store;

  public TouchedUsageReader(UsageStore store) {
    this.store = store;
  }

  /**
   * By tenant, meter, version, subject and month.
   *
   * @param after last one of the page before; null: the first page
   * @param limit 1 to {@link #MAX_ROWS}; fewer than that come on the last page
   * @throws UsageStoreException if ClickHouse fails
   */
  public List<TouchedUsage> page(AcceptedSlice slice, @Nullable TouchedUsage after, int limit) {
    if (limit < 1 || limit > MAX_ROWS) {
      throw new IllegalArgumentException("limit: " + limit + " (expected: 1 to " + MAX_ROWS + ")");
    }
    return store.query(
        statement(slice, after, limit),
        row ->
            new TouchedUsage(
                row.getString("tenant_id"),
                row.getString("meter"),
                Math.toIntExact(row.getLong("meter_version")),
                row.getString("subject"),
                Instant.ofEpochSecond(row.getLong("first_window")),
                Instant.ofEpochSecond(row.getLong("last_window"))));
  }

  /** Which version of a window a row is does not matter here, so none need be sorted out. */
  static SqlStatement statement(AcceptedSlice slice, @Nullable TouchedUsage after, int limit) {
    SqlParameters parameters = slice.parameters().integer("limit", limit);
    return parameters.in(
        """
        SELECT tenant_id, meter, meter_version, subject, %s AS month,
               toUnixTimestamp(min(window_start)) AS first_window,
               toUnixTimestamp(max(window_start)) AS last_window
        FROM usage_aggregates
        WHERE %s%s%s
        GROUP BY tenant_id, meter, meter_version, subject, month%s
        ORDER BY tenant_id, meter, meter_version, subject, month
        LIMIT {limit:UInt32}
        SETTINGS optimize_aggregation_in_order = 1\
        """
            .formatted(
                MONTH, slice.accepted(), slice.and(), from(after, parameters), behind(after)));
  }

  /** Spelled out, because a comparison of tuples does not find its place in the primary key. */
  private static String from(@Nullable TouchedUsage after, SqlParameters parameters) {
    if (after == null) {
      return "";
    }
    parameters
        .string("after_tenant", after.tenantId())
        .string("after_meter", after.meter())
        .integer("after_version", after.meterVersion())
        .string("after_subject", after.subject())
        .integer("after_window", UsageSql.second(after.lastWindow()));
    return """
     AND (tenant_id > {after_tenant:String} OR tenant_id = {after_tenant:String}
        AND (meter > {after_meter:String} OR meter = {after_meter:String}
          AND (meter_version > {after_version:UInt32} OR meter_version = {after_version:UInt32}
            AND subject >= {after_subject:String})))\
    """;
  }

  private static String behind(@Nullable TouchedUsage after) {
    return after == null
        ? ""
        : """

        HAVING tuple(tenant_id, meter, meter_version, subject, month)
             > tuple({after_tenant:String}, {after_meter:String}, {after_version:UInt32},
                     {after_subject:String},
                     toYYYYMM(toDateTime({after_window:UInt32}, 'UTC')))\
        """;
  }
}

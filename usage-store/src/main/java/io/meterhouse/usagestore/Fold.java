package io.meterhouse.usagestore;

import io.meterhouse.metering.Aggregation;
import io.meterhouse.metering.MeterSource;

/**
 * How stored windows become one figure. Figures are added as Decimal(76, 12): ClickHouse's sum of
 * Decimal(38, 12) wraps round silently beyond 38 digits.
 *
 * @param aggregation of the meter
 * @param source events: windows are folds and are folded on. Snapshots: a window is a day's
 *     register, of which the last by ingest id holds, and the values of the days are folded
 */
record Fold(MeterSource source, Aggregation aggregation) {

  /** The columns of usage_aggregates that {@link #value} needs. */
  String columns() {
    if (source == MeterSource.SNAPSHOTS) {
      return "last_value, last_ingest_id";
    }
    return switch (aggregation) {
      case COUNT -> "count";
      case SUM -> "sum";
      case MIN -> "min";
      case MAX -> "max";
      case LATEST -> "last_value, last_time, last_ingest_id";
      case AVG -> "sum, count";
      case UNIQUE_COUNT -> "member";
    };
  }

  /**
   * The rows to fold: stored windows, or days.
   *
   * @param keys columns to keep, which determine the window but for its shard and dimensions
   * @param where condition on usage_aggregates
   */
  String rows(String keys, String where) {
    // FINAL leaves the highest version of each window, whatever merges have done so far. A window
    // whose every event was taken back has count 0.
    String windows =
        "SELECT %s, %s FROM usage_aggregates FINAL WHERE %s AND count > 0"
            .formatted(keys, columns(), where);
    if (source == MeterSource.EVENTS) {
      return windows;
    }
    return """
    SELECT %s,
           argMax(assumeNotNull(last_value), (last_ingest_id, assumeNotNull(last_value))) AS day_value,
           max(last_ingest_id) AS day_ingest_id
    FROM (%s)
    GROUP BY %s\
    """
        .formatted(keys, windows, keys);
  }

  /** A Decimal(76, 12) over {@link #rows}. */
  String value() {
    return "toDecimal256(" + figure() + ", 12)";
  }

  private String figure() {
    boolean events = source == MeterSource.EVENTS;
    return switch (aggregation) {
      case COUNT -> events ? "sum(count)" : "count()";
      case SUM -> events ? "sum(sum)" : "sum(toDecimal256(day_value, 12))";
      case MIN -> events ? "min(assumeNotNull(min))" : "min(day_value)";
      case MAX -> events ? "max(assumeNotNull(max))" : "max(day_value)";
      case LATEST ->
          events
              ? "argMax(assumeNotNull(last_value),"
                  + " (assumeNotNull(last_time), last_ingest_id, assumeNotNull(last_value)))"
              : "argMax(day_value, (window_start, day_ingest_id, day_value))";
      case AVG ->
          events
              ? average("sum(sum)", "sum(count)")
              : average("sum(toDecimal256(day_value, 12))", "count()");
      // Exact: the approximate ones may not stand on a bill.
      case UNIQUE_COUNT -> "uniqExact(member)";
    };
  }

  /**
   * Rounded half up at the last digit, as {@code Aggregate} does: the division is cut off one digit
   * further, which is the one that decides, and round() takes halves of decimals away from zero.
   */
  private static String average(String sum, String count) {
    return "round(divideDecimal(%s, toDecimal256(%s, 0), 13), 12)".formatted(sum, count);
  }
}

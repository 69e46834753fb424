package io.meterhouse.usagestore;

import io.meterhouse.metering.Meter;
import java.util.Collection;

/** The statements of {@link AuditReader}. */
final class AuditSql {

  /**
   * The brokers stamp acceptance, so a partition's leader may change to one whose clock is behind.
   * The ledger's minutes never go back; events may be stamped so much before the minute that counts
   * them.
   */
  private static final int CLOCK_SLACK_SECONDS = 600;

  /** All versions of a row were accepted at the same time, so parts without one may be skipped. */
  private static final String SETTINGS = UsageSql.SETTINGS + ", use_skip_indexes_if_final = 1";

  private static final String MINUTES =
      "accepted_minute >= toDateTime({from:UInt32}, 'UTC')"
          + " AND accepted_minute < toDateTime({to:UInt32}, 'UTC')";

  private AuditSql() {}

  static SqlStatement ledgerRows(AcceptedSlice slice) {
    return slice
        .parameters()
        .in(
            "SELECT count() AS n FROM usage_ledger FINAL WHERE "
                + MINUTES
                + slice.and()
                + UsageSql.SETTINGS);
  }

  static SqlStatement unbalanced(AcceptedSlice slice) {
    return slice
        .parameters()
        .in(
            "SELECT tenant_id, toUnixTimestamp(accepted_minute) AS minute, `partition`, accepted,"
                + " `unique`, duplicates, rejected, missing, version FROM usage_ledger FINAL WHERE "
                + MINUTES
                + slice.and()
                + " AND accepted != `unique` + duplicates + rejected"
                + " ORDER BY tenant_id, minute, `partition`"
                + UsageSql.SETTINGS);
  }

  static SqlStatement events(AcceptedSlice slice) {
    return stored(slice, "`unique`", "usage_events", "");
  }

  static SqlStatement rejections(AcceptedSlice slice) {
    return stored(slice, "rejected", "usage_rejections", " AND meter = ''");
  }

  /**
   * A row of the ledger counts the records of its tenant and partition from the row before up to
   * its own version, which is an offset: so what belongs to it is found by offset, and no clock has
   * a say. What is stored behind the last row belongs to none and stands under the minute of its
   * own stamp.
   */
  private static SqlStatement stored(
      AcceptedSlice slice, String counted, String table, String condition) {
    return slice
        .parameters()
        .integer("slack", CLOCK_SLACK_SECONDS)
        .in(
            """
            WITH ledger AS (
              SELECT tenant_id, `partition`, toUnixTimestamp(accepted_minute) AS minute,
                     %s AS counted, version
              FROM usage_ledger FINAL
              WHERE accepted_minute >= toDateTime({from:UInt32} - {slack:UInt32}, 'UTC')
                AND accepted_minute < toDateTime({to:UInt32} + {slack:UInt32}, 'UTC')%s)
            SELECT tenant_id, minute, `partition`, max(expected) AS counted, max(found) AS stored
            FROM (
              SELECT tenant_id, minute, `partition`, toUInt64(counted) AS expected,
                     toUInt64(0) AS found
              FROM ledger WHERE minute >= {from:UInt32} AND minute < {to:UInt32}
              UNION ALL
              SELECT tenant_id, minute, `partition`, toUInt64(0) AS expected, count() AS found
              FROM (
                SELECT e.tenant_id AS tenant_id, e.accepted_partition AS `partition`,
                       if(l.version = 0, e.stamped, l.minute) AS minute
                FROM (
                  SELECT tenant_id, accepted_partition, accepted_offset,
                         toUnixTimestamp(toStartOfMinute(accepted_at)) AS stamped
                  FROM %s FINAL
                  WHERE accepted_at >= toDateTime64({from:UInt32} - {slack:UInt32}, 3, 'UTC')
                    AND accepted_at < toDateTime64({to:UInt32}, 3, 'UTC')%s%s) AS e
                ASOF LEFT JOIN ledger AS l
                  ON e.tenant_id = l.tenant_id AND e.accepted_partition = l.`partition`
                  AND e.accepted_offset < l.version)
              WHERE minute >= {from:UInt32} AND minute < {to:UInt32}
              GROUP BY tenant_id, minute, `partition`)
            GROUP BY tenant_id, minute, `partition`
            HAVING counted != stored
            ORDER BY tenant_id, minute, `partition`%s\
            """
                .formatted(counted, slice.and(), table, slice.and(), condition, SETTINGS));
  }

  static SqlStatement partitions(AcceptedSlice slice) {
    return new AcceptedSlice(slice.from(), slice.to(), null)
        .parameters()
        .in(
            """
            SELECT `partition`, counted, last - before AS offsets
            FROM (
              SELECT `partition`, sum(accepted) AS counted, max(version) AS last
              FROM usage_ledger FINAL WHERE %s GROUP BY `partition`) AS slice
            INNER JOIN (
              SELECT `partition`, max(version) AS before
              FROM usage_ledger WHERE accepted_minute < toDateTime({from:UInt32}, 'UTC')
              GROUP BY `partition`) AS earlier
            USING (`partition`)
            ORDER BY `partition`%s\
            """
                .formatted(MINUTES, UsageSql.SETTINGS));
  }

  /** Twice the same row changes nothing here, so there is no need to merge. */
  static SqlStatement touchedEvents(AcceptedSlice slice) {
    return slice
        .parameters()
        .string("snapshots", Meter.SNAPSHOT_TYPE)
        .in(
            """
            SELECT tenant_id, type,
                   if(type = {snapshots:String},
                      toInt64(toDate32OrZero(JSONExtractString(data, 'usage_date'))) * 86400,
                      toInt64(toUnixTimestamp(toStartOfHour(time)))) AS start,
                   count() AS n
            FROM usage_events WHERE %s%s
            GROUP BY tenant_id, type, start
            ORDER BY tenant_id, type, start\
            """
                .formatted(slice.accepted(), slice.and()));
  }

  static SqlStatement touchedWindows(AcceptedSlice slice) {
    return slice
        .parameters()
        .in(
            """
            SELECT tenant_id, meter, meter_version,
                   toUnixTimestamp(toStartOfHour(window_start)) AS start, count() AS n
            FROM usage_aggregates WHERE %s%s
            GROUP BY tenant_id, meter, meter_version, start
            ORDER BY tenant_id, meter, meter_version, start\
            """
                .formatted(slice.accepted(), slice.and()));
  }

  static SqlStatement windows(EventRange range, Collection<Meter> meters) {
    SqlParameters parameters =
        new SqlParameters()
            .string("tenant", range.tenant().value())
            .strings("meters", meters.stream().map(Meter::code).toList())
            .integer("from", UsageSql.second(range.from()))
            .integer("to", UsageSql.second(range.to()));
    return parameters.in(
        """
        SELECT meter, meter_version, subject, mapKeys(dimensions) AS dimension_names,
               mapValues(dimensions) AS dimension_values, toUnixTimestamp(window_start) AS start,
               window_seconds, shard, hex(member) AS member_hex, count, sum, min, max, last_value,
               toUnixTimestamp64Nano(ifNull(last_time, toDateTime64(0, 9, 'UTC'))) AS last_nanos,
               last_ingest_id, toUnixTimestamp64Milli(accepted_at) AS accepted_millis, version
        FROM usage_aggregates FINAL
        WHERE tenant_id = {tenant:String} AND meter IN {meters:Array(String)}
          AND window_start >= toDateTime({from:UInt32}, 'UTC')
          AND window_start < toDateTime({to:UInt32}, 'UTC')%s%s\
        """
            .formatted(range.subjects(parameters), UsageSql.SETTINGS));
  }
}

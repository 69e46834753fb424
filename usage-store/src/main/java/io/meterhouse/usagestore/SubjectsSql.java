package io.meterhouse.usagestore;

import io.meterhouse.metering.Meter;
import io.meterhouse.metering.TenantId;
import java.time.Instant;
import java.time.ZoneId;
import org.jspecify.annotations.Nullable;

/**
 * Statements for the subjects of a meter. That a window exists is all that counts, so no version
 * need be sorted out here.
 */
final class SubjectsSql {

  private static final String WHERE =
      " FROM usage_aggregates WHERE tenant_id = {tenant:String} AND meter = {meter:String}"
          + " AND meter_version = {version:UInt32}";

  private SubjectsSql() {}

  /** Columns: first and last, seconds since 1970; no row if there is no usage at all. */
  static SqlStatement range(TenantId tenant, Meter meter) {
    return meter(tenant, meter)
        .in(
            "SELECT toInt64(toUnixTimestamp(min(window_start))) AS first,"
                + " toInt64(toUnixTimestamp(max(window_start))) AS last"
                + WHERE
                + " HAVING count() > 0");
  }

  /** Columns: subject, bucket. */
  static SqlStatement page(
      TenantId tenant, Meter meter, Range range, @Nullable SubjectMonth after, int limit) {
    SqlParameters parameters = meter(tenant, meter).integer("limit", limit);
    CalendarWindow month = CalendarWindow.MONTH;
    Buckets.bind(month, range.first(), range.last().plusSeconds(1), range.zone(), parameters);
    String having = "";
    if (after != null) {
      having =
          " HAVING tuple(subject, bucket) > tuple({after_subject:String}, {after_bucket:Int64})";
      parameters.string("after_subject", after.subject());
      parameters.integer("after_bucket", Buckets.month(after.monthStart(), range.zone()));
    }
    return parameters.in(
        "SELECT subject, "
            + Buckets.expression(month)
            + " AS bucket"
            + WHERE
            + " GROUP BY subject, bucket"
            + having
            + " ORDER BY subject, bucket LIMIT {limit:UInt32}");
  }

  private static SqlParameters meter(TenantId tenant, Meter meter) {
    return new SqlParameters()
        .string("tenant", tenant.value())
        .string("meter", meter.code())
        .integer("version", meter.version());
  }

  /** Begin of the first and of the last window, and the zone of the months. */
  record Range(Instant first, Instant last, ZoneId zone) {}
}

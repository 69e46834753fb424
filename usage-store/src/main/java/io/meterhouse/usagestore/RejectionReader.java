package io.meterhouse.usagestore;

import com.clickhouse.client.api.data_formats.ClickHouseBinaryFormatReader;
import com.google.protobuf.ByteString;
import io.meterhouse.metering.TenantId;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads what was refused, and why. Safe for use by several threads. */
public final class RejectionReader {

  public static final int MAX_ROWS = 1_000;

  /** What could not be decoded is not text, so it travels as base64. */
  private static final String COLUMNS =
      "tenant_id, rejected_partition, rejected_offset, code, message, field, meter, source, id,"
          + " type, subject, base64Encode(data) AS data_base64,"
          + " toUnixTimestamp64Milli(accepted_at) AS accepted_millis, accepted_partition,"
          + " accepted_offset";

  private final UsageStore store;

  public RejectionReader(UsageStore store) {
    this.store = store;
  }

  /**
   * @param after null: the first page, which has the latest
   * @param limit 1 to {@link #MAX_ROWS}
   */
  public RejectionPage page(TenantId tenant, @Nullable RejectionCursor after, int limit) {
    return page(tenant.value(), after, limit);
  }

  /** As the other, of what names no tenant: it could not be decoded. */
  public RejectionPage pageWithoutTenant(@Nullable RejectionCursor after, int limit) {
    return page("", after, limit);
  }

  private RejectionPage page(String tenant, @Nullable RejectionCursor after, int limit) {
    if (limit < 1 || limit > MAX_ROWS) {
      throw new IllegalArgumentException("limit: " + limit + " (expected: 1 to " + MAX_ROWS + ")");
    }
    List<RejectionRow> read = store.query(statement(tenant, after, limit), RejectionReader::row);
    List<RejectionRow> page = read.subList(0, Math.min(limit, read.size()));
    return new RejectionPage(page, read.size() > limit ? RejectionCursor.of(page.getLast()) : null);
  }

  static SqlStatement statement(String tenant, @Nullable RejectionCursor after, int limit) {
    SqlParameters parameters =
        new SqlParameters().string("tenant", tenant).integer("limit", limit + 1L);
    String before = "";
    if (after != null) {
      parameters
          .integer("millis", after.acceptedAt().toEpochMilli())
          .integer("partition", after.partition())
          .integer("offset", after.offset());
      before =
          " AND accepted_at <= fromUnixTimestamp64Milli({millis:Int64}, 'UTC')"
              + " AND tuple(toUnixTimestamp64Milli(accepted_at), rejected_partition,"
              + " rejected_offset) < tuple({millis:Int64}, {partition:UInt32}, {offset:UInt64})";
    }
    return parameters.in(
        "SELECT "
            + COLUMNS
            + " FROM usage_rejections FINAL WHERE tenant_id = {tenant:String}"
            + before
            + " ORDER BY accepted_at DESC, rejected_partition DESC, rejected_offset DESC"
            + " LIMIT {limit:UInt32}"
            + UsageSql.SETTINGS);
  }

  private static RejectionRow row(ClickHouseBinaryFormatReader row) {
    return new RejectionRow(
        row.getString("tenant_id"),
        Math.toIntExact(row.getLong("rejected_partition")),
        row.getLong("rejected_offset"),
        row.getString("code"),
        row.getString("message"),
        row.getString("field"),
        row.getString("meter"),
        row.getString("source"),
        row.getString("id"),
        row.getString("type"),
        row.getString("subject"),
        ByteString.copyFrom(Base64.getDecoder().decode(row.getString("data_base64"))),
        Instant.ofEpochMilli(row.getLong("accepted_millis")),
        Math.toIntExact(row.getLong("accepted_partition")),
        row.getLong("accepted_offset"));
  }
}

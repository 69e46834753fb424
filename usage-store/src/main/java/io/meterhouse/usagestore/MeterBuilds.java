package io.meterhouse.usagestore;

import com.clickhouse.client.api.data_formats.ClickHouseBinaryFormatReader;
import io.meterhouse.metering.TenantId;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How far new versions of meters are with the events that were there before them. Safe for use by
 * several threads.
 *
 * <p>Every method throws {@link UsageStoreException} if ClickHouse fails.
 */
public final class MeterBuilds {

  private static final TableInsert<MeterBuildRow> INSERT =
      new TableInsert<>(
          "meter_builds",
          List.of(
              "tenant_id",
              "meter",
              "meter_version",
              "partition",
              "cut",
              "events",
              "folded",
              "misfits",
              "done",
              "updated_at"),
          MeterBuilds::encode);

  private static final String SELECT =
      "SELECT tenant_id, meter, meter_version, `partition`, cut, events, folded, misfits,"
          + " toUInt8(done) AS is_done, toUnixTimestamp64Milli(updated_at) AS updated_millis"
          + " FROM meter_builds FINAL";

  private static final String ORDER = " ORDER BY tenant_id, meter, meter_version, `partition`";

  private final UsageStore store;

  public MeterBuilds(UsageStore store) {
    this.store = store;
  }

  /** A row stands in the place of one that is not later, of its meter, version and partition. */
  public void write(List<MeterBuildRow> rows) {
    if (!rows.isEmpty()) {
      store.insert(INSERT, rows);
    }
  }

  /**
   * One row for each partition that has begun.
   *
   * @param tenant null: the meter is the platform's
   */
  public List<MeterBuildRow> read(@Nullable TenantId tenant, String meter, int version) {
    return store.query(
        new SqlParameters()
            .string("tenant", tenant == null ? "" : tenant.value())
            .string("meter", meter)
            .integer("version", version)
            .in(
                SELECT
                    + " WHERE tenant_id = {tenant:String} AND meter = {meter:String}"
                    + " AND meter_version = {version:UInt32}"
                    + ORDER),
        MeterBuilds::read);
  }

  /** Of all meters. */
  public List<MeterBuildRow> all() {
    return store.query(SqlStatement.of(SELECT + ORDER), MeterBuilds::read);
  }

  private static void encode(MeterBuildRow row, RowBinaryOutput out) {
    @Nullable TenantId tenant = row.tenant();
    out.string(tenant == null ? "" : tenant.value())
        .string(row.meter())
        .uint32(row.version())
        .uint32(row.partition())
        .uint64(row.cut())
        .uint64(row.events())
        .uint64(row.folded())
        .uint64(row.misfits())
        .bool(row.done())
        .dateTimeMillis(row.updatedAt());
  }

  private static MeterBuildRow read(ClickHouseBinaryFormatReader row) {
    String tenant = row.getString("tenant_id");
    return new MeterBuildRow(
        tenant.isEmpty() ? null : TenantId.of(tenant),
        row.getString("meter"),
        Math.toIntExact(row.getLong("meter_version")),
        Math.toIntExact(row.getLong("partition")),
        row.getLong("cut"),
        row.getLong("events"),
        row.getLong("folded"),
        row.getLong("misfits"),
        row.getLong("is_done") != 0,
        Instant.ofEpochMilli(row.getLong("updated_millis")));
  }
}

package io.meterhouse.usagestore;

import com.clickhouse.client.api.data_formats.ClickHouseBinaryFormatReader;
import io.meterhouse.metering.Identity;
import io.meterhouse.metering.TenantId;
import java.time.Instant;
import java.util.Collection;
import java.util.HexFormat;
import java.util.List;

/**
 * Reads which events count no more. Safe for use by several threads.
 *
 * <p>Every method throws {@link UsageStoreException} if ClickHouse fails.
 */
public final class VoidReader {

  /** Of an event that was voided twice the first one holds, and rows that stand twice are one. */
  private static final String SELECT =
      "SELECT hex(identity) AS identity_hex, accepted_partition, accepted_offset,"
          + " argMin(unique_partition, unique_offset) AS first_partition,"
          + " min(unique_offset) AS first_offset,"
          + " toUnixTimestamp64Milli(argMin(voided_at, unique_offset)) AS voided_millis"
          + " FROM usage_voids WHERE tenant_id = {tenant:String}";

  private static final String GROUP =
      " GROUP BY identity, accepted_partition, accepted_offset"
          + " ORDER BY identity, accepted_partition, accepted_offset";

  private final UsageStore store;

  public VoidReader(UsageStore store) {
    this.store = store;
  }

  /** Of the events of that range, each with its first void. */
  public List<EventVoid> read(EventRange range) {
    SqlParameters parameters = range.parameters();
    return read(
        parameters.in(
            SELECT
                + " AND type = {type:String}"
                + range.times()
                + range.subjects(parameters)
                + GROUP));
  }

  /** Of the events with these ids, whenever they were accepted. */
  public List<EventVoid> find(TenantId tenant, String source, Collection<String> ids) {
    if (ids.isEmpty()) {
      return List.of();
    }
    return read(
        Identities.parameters(tenant, source, ids).in(SELECT + Identities.CONDITION + GROUP));
  }

  private List<EventVoid> read(SqlStatement statement) {
    return store.query(statement, VoidReader::read);
  }

  private static EventVoid read(ClickHouseBinaryFormatReader row) {
    return new EventVoid(
        Identity.ofBytes(HexFormat.of().parseHex(row.getString("identity_hex"))),
        Math.toIntExact(row.getLong("accepted_partition")),
        row.getLong("accepted_offset"),
        new UniquePosition(
            Math.toIntExact(row.getLong("first_partition")), row.getLong("first_offset")),
        Instant.ofEpochMilli(row.getLong("voided_millis")));
  }
}

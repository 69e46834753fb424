package io.meterhouse.usagestore;

import com.clickhouse.client.api.data_formats.ClickHouseBinaryFormatReader;
import com.google.protobuf.ByteString;
import io.meterhouse.metering.Identity;
import io.meterhouse.metering.TenantId;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Reads raw events back, one by one, so that they can be folded again. Safe for use by several
 * threads.
 */
public final class EventReader {

  static final String COLUMNS =
      "type, source, id, subject, toUnixTimestamp64Nano(time) AS time_nanos,"
          + " toUnixTimestamp64Milli(accepted_at) AS accepted_millis, data, ingest_id,"
          + " accepted_partition, accepted_offset, shard, unique_partition, unique_offset";

  private static final long NANOS = 1_000_000_000L;

  private final UsageStore store;

  public EventReader(UsageStore store) {
    this.store = store;
  }

  /**
   * Hands over each unique event or snapshot of the range once, in no order. Memory holds one at a
   * time.
   *
   * @throws UsageStoreException if ClickHouse fails; what was handed over then is not all
   */
  public void read(EventRange range, Consumer<? super EventRow> consumer) {
    store.each(statement(range, null), row -> event(range.tenant(), row), consumer);
  }

  /** As {@link #read}, of those within the bound alone. */
  public void read(EventRange range, UniqueBound bound, Consumer<? super EventRow> consumer) {
    store.each(statement(range, bound), row -> event(range.tenant(), row), consumer);
  }

  /**
   * The events with these ids, also those that count no more, the latest accepted last. An identity
   * that was taken again after the deduplication window is there twice.
   *
   * @throws UsageStoreException if ClickHouse fails
   */
  public List<EventRow> find(TenantId tenant, String source, Collection<String> ids) {
    if (ids.isEmpty()) {
      return List.of();
    }
    return store.query(find(Identities.parameters(tenant, source, ids)), row -> event(tenant, row));
  }

  static SqlStatement find(SqlParameters identities) {
    return identities.in(
        "SELECT "
            + COLUMNS
            + " FROM usage_events FINAL WHERE tenant_id = {tenant:String}"
            + Identities.CONDITION
            + " ORDER BY accepted_at, accepted_partition, accepted_offset"
            // The identity is in the sorting key: what the index skips has no row of it at all.
            + UsageSql.SETTINGS
            + ", use_skip_indexes_if_final = 1");
  }

  static SqlStatement statement(EventRange range, @Nullable UniqueBound bound) {
    SqlParameters parameters = range.parameters();
    return parameters.in(
        "SELECT "
            + COLUMNS
            + " FROM usage_events FINAL WHERE tenant_id = {tenant:String} AND type = {type:String}"
            + range.times()
            + range.subjects(parameters)
            + (bound == null ? "" : bound.and(parameters))
            + UsageSql.SETTINGS);
  }

  static EventRow event(TenantId tenant, ClickHouseBinaryFormatReader row) {
    long nanos = row.getLong("time_nanos");
    String source = row.getString("source");
    String id = row.getString("id");
    return new EventRow(
        tenant.value(),
        row.getString("type"),
        source,
        id,
        row.getString("subject"),
        Instant.ofEpochSecond(Math.floorDiv(nanos, NANOS), Math.floorMod(nanos, NANOS)),
        Instant.ofEpochMilli(row.getLong("accepted_millis")),
        ByteString.copyFromUtf8(row.getString("data")),
        row.getString("ingest_id"),
        Identity.of(tenant, source, id),
        Math.toIntExact(row.getLong("accepted_partition")),
        row.getLong("accepted_offset"),
        Math.toIntExact(row.getLong("shard")),
        row.hasValue("unique_partition") && row.hasValue("unique_offset")
            ? new UniquePosition(
                Math.toIntExact(row.getLong("unique_partition")), row.getLong("unique_offset"))
            : null);
  }
}

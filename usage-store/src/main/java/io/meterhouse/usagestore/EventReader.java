package io.meterhouse.usagestore;

import com.clickhouse.client.api.data_formats.ClickHouseBinaryFormatReader;
import com.google.protobuf.ByteString;
import io.meterhouse.metering.Identity;
import io.meterhouse.metering.Meter;
import java.time.Instant;
import java.util.function.Consumer;

/**
 * Reads raw events back, one by one, so that they can be folded again. Safe for use by several
 * threads.
 */
public final class EventReader {

  private static final String COLUMNS =
      "source, id, subject, toUnixTimestamp64Nano(time) AS time_nanos,"
          + " toUnixTimestamp64Milli(accepted_at) AS accepted_millis, data, ingest_id,"
          + " accepted_partition, accepted_offset, unique_partition, unique_offset";

  /** The sorting key, so that no more than these hours are read. */
  private static final String BY_EVENT_TIME =
      " AND toStartOfHour(time) >= toDateTime({from:UInt32}, 'UTC')"
          + " AND toStartOfHour(time) < toDateTime({to:UInt32}, 'UTC')";

  /** A snapshot has no event time, its column has the accepted one: the data says which day. */
  private static final String BY_USAGE_DAY =
      " AND toInt64(toDate32OrZero(JSONExtractString(data, 'usage_date'))) * 86400"
          + " BETWEEN {from:UInt32} AND toInt64({to:UInt32}) - 1";

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
    store.each(statement(range), row -> event(range, row), consumer);
  }

  static SqlStatement statement(EventRange range) {
    SqlParameters parameters =
        new SqlParameters()
            .string("tenant", range.tenant().value())
            .string("type", range.type())
            .integer("from", UsageSql.second(range.from()))
            .integer("to", UsageSql.second(range.to()));
    return parameters.in(
        "SELECT "
            + COLUMNS
            + " FROM usage_events FINAL WHERE tenant_id = {tenant:String} AND type = {type:String}"
            + (range.type().equals(Meter.SNAPSHOT_TYPE) ? BY_USAGE_DAY : BY_EVENT_TIME)
            + range.subjects(parameters)
            + UsageSql.SETTINGS);
  }

  private static EventRow event(EventRange range, ClickHouseBinaryFormatReader row) {
    long nanos = row.getLong("time_nanos");
    String source = row.getString("source");
    String id = row.getString("id");
    return new EventRow(
        range.tenant().value(),
        range.type(),
        source,
        id,
        row.getString("subject"),
        Instant.ofEpochSecond(Math.floorDiv(nanos, NANOS), Math.floorMod(nanos, NANOS)),
        Instant.ofEpochMilli(row.getLong("accepted_millis")),
        ByteString.copyFromUtf8(row.getString("data")),
        row.getString("ingest_id"),
        Identity.of(range.tenant(), source, id),
        Math.toIntExact(row.getLong("accepted_partition")),
        row.getLong("accepted_offset"),
        row.hasValue("unique_partition") && row.hasValue("unique_offset")
            ? new UniquePosition(
                Math.toIntExact(row.getLong("unique_partition")), row.getLong("unique_offset"))
            : null);
  }
}

package io.meterhouse.usagestore;

import com.clickhouse.client.api.data_formats.ClickHouseBinaryFormatReader;
import io.meterhouse.metering.Aggregate;
import io.meterhouse.metering.Last;
import io.meterhouse.metering.Member;
import io.meterhouse.metering.Meter;
import io.meterhouse.metering.Window;
import io.meterhouse.metering.WindowSize;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.Arrays;
import java.util.Collection;
import java.util.HexFormat;
import java.util.List;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Reads what the promises are checked with. Safe for use by several threads.
 *
 * <p>Every method throws {@link UsageStoreException} if ClickHouse fails.
 */
public final class AuditReader {

  private final UsageStore store;

  public AuditReader(UsageStore store) {
    this.store = store;
  }

  /** Rows of the ledger in the slice: one for each tenant, minute and partition. */
  public long ledgerRows(AcceptedSlice slice) {
    return store.query(AuditSql.ledgerRows(slice), row -> row.getLong("n")).getFirst();
  }

  /** Rows of the ledger that do not add up. */
  public List<LedgerRow> unbalanced(AcceptedSlice slice) {
    return store.query(
        AuditSql.unbalanced(slice),
        row ->
            new LedgerRow(
                row.getString("tenant_id"),
                Instant.ofEpochSecond(row.getLong("minute")),
                Math.toIntExact(row.getLong("partition")),
                row.getLong("accepted"),
                row.getLong("unique"),
                row.getLong("duplicates"),
                row.getLong("rejected"),
                row.getLong("missing"),
                row.getLong("version")));
  }

  /** Where the ledger counts other unique events than {@code usage_events} has. */
  public List<CountDifference> eventsOtherThanCounted(AcceptedSlice slice) {
    return store.query(AuditSql.events(slice), AuditReader::difference);
  }

  /**
   * Where the ledger counts other rejections of events than {@code usage_rejections} has. Those
   * that concern a single meter or a table are none of events.
   */
  public List<CountDifference> rejectionsOtherThanCounted(AcceptedSlice slice) {
    return store.query(AuditSql.rejections(slice), AuditReader::difference);
  }

  /**
   * Of all tenants, whatever the slice says, as a partition is everybody's; without partitions of
   * which the ledger has nothing before the slice.
   */
  public List<PartitionCount> partitions(AcceptedSlice slice) {
    return store.query(
        AuditSql.partitions(slice),
        row ->
            new PartitionCount(
                Math.toIntExact(row.getLong("partition")),
                row.getLong("counted"),
                row.getLong("offsets")));
  }

  /** Where the events that were accepted in the slice happened. */
  public List<TouchedEvents> touchedEvents(AcceptedSlice slice) {
    return store.query(
        AuditSql.touchedEvents(slice),
        row ->
            new TouchedEvents(
                row.getString("tenant_id"),
                row.getString("type"),
                Instant.ofEpochSecond(row.getLong("start")),
                row.getLong("n")));
  }

  /** Where the windows are whose latest event was accepted in the slice. */
  public List<TouchedWindows> touchedWindows(AcceptedSlice slice) {
    return store.query(
        AuditSql.touchedWindows(slice),
        row ->
            new TouchedWindows(
                row.getString("tenant_id"),
                row.getString("meter"),
                Math.toIntExact(row.getLong("meter_version")),
                Instant.ofEpochSecond(row.getLong("start")),
                row.getLong("n")));
  }

  /**
   * Hands over the stored windows of these meters, any of their versions, that begin in the range;
   * of each the newest row, in no order.
   */
  public void windows(
      EventRange range, Collection<Meter> meters, Consumer<? super AggregateRow> consumer) {
    if (!meters.isEmpty()) {
      store.each(AuditSql.windows(range, meters), row -> window(range, row), consumer);
    }
  }

  private static CountDifference difference(ClickHouseBinaryFormatReader row) {
    return new CountDifference(
        row.getString("tenant_id"),
        Instant.ofEpochSecond(row.getLong("minute")),
        Math.toIntExact(row.getLong("partition")),
        row.getLong("counted"),
        row.getLong("stored"));
  }

  private static AggregateRow window(EventRange range, ClickHouseBinaryFormatReader row) {
    List<String> names = row.getList("dimension_names");
    List<String> values = row.getList("dimension_values");
    TreeMap<String, String> dimensions = new TreeMap<>();
    for (int i = 0; i < names.size(); i++) {
      dimensions.put(names.get(i), values.get(i));
    }
    return new AggregateRow(
        range.tenant().value(),
        row.getString("meter"),
        Math.toIntExact(row.getLong("meter_version")),
        row.getString("subject"),
        dimensions,
        member(row.getString("member_hex")),
        new Window(
            Instant.ofEpochSecond(row.getLong("start")),
            WindowSize.ofSeconds(row.getLong("window_seconds"))),
        Math.toIntExact(row.getLong("shard")),
        aggregate(row),
        Instant.ofEpochMilli(row.getLong("accepted_millis")),
        row.getLong("version"));
  }

  private static @Nullable Member member(String hex) {
    byte[] bytes = HexFormat.of().parseHex(hex);
    return Arrays.equals(bytes, AggregateWriter.NO_MEMBER) ? null : Member.ofBytes(bytes);
  }

  private static Aggregate aggregate(ClickHouseBinaryFormatReader row) {
    long count = row.getLong("count");
    if (count == 0) {
      return Aggregate.empty();
    }
    long nanos = row.getLong("last_nanos");
    Instant time =
        Instant.ofEpochSecond(
            Math.floorDiv(nanos, 1_000_000_000L), Math.floorMod(nanos, 1_000_000_000L));
    // A row that lacks one of them is none of ours: zero stands in, and it will differ.
    return new Aggregate(
        count,
        row.getBigDecimal("sum"),
        orZero(row, "min"),
        orZero(row, "max"),
        new Last(orZero(row, "last_value"), time, row.getString("last_ingest_id")));
  }

  private static BigDecimal orZero(ClickHouseBinaryFormatReader row, String column) {
    return row.hasValue(column) ? row.getBigDecimal(column) : BigDecimal.ZERO;
  }
}

package io.meterhouse.usagestore;

import io.meterhouse.metering.Aggregate;
import io.meterhouse.metering.Last;
import io.meterhouse.metering.Member;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Writes windows. Order does not matter and nor does repetition: of one window the row with the
 * highest version holds. Safe for use by several threads.
 */
public final class AggregateWriter extends TableWriter<AggregateRow> {

  static final TableInsert<AggregateRow> INSERT =
      new TableInsert<>(
          "usage_aggregates",
          List.of(
              "tenant_id",
              "meter",
              "meter_version",
              "subject",
              "dimensions",
              "dimensions_key",
              "window_start",
              "window_seconds",
              "shard",
              "member",
              "count",
              "sum",
              "min",
              "max",
              "last_value",
              "last_time",
              "last_ingest_id",
              "accepted_at",
              "version"),
          AggregateWriter::encode);

  static final byte[] NO_MEMBER = new byte[Member.BYTES];

  public AggregateWriter(UsageStore store) {
    super(store, INSERT);
  }

  private static void encode(AggregateRow row, RowBinaryOutput out) {
    Aggregate aggregate = row.aggregate();
    @Nullable Last last = aggregate.last();
    out.string(row.tenantId())
        .string(row.meter())
        .uint32(row.meterVersion())
        .string(row.subject())
        .map(row.dimensions())
        .string(DimensionsKey.of(row.dimensions()))
        .dateTime(row.window().start())
        .uint32(row.window().size().seconds())
        .uint16(row.shard())
        .fixed(row.member() == null ? NO_MEMBER : row.member().bytes())
        .uint64(aggregate.count())
        .decimal256(aggregate.sum())
        .nullableDecimal128(aggregate.min())
        .nullableDecimal128(aggregate.max())
        .nullableDecimal128(last == null ? null : last.value())
        .nullableDateTimeNanos(last == null ? null : last.time())
        .string(last == null ? "" : last.ingestId())
        .dateTimeMillis(row.acceptedAt())
        .uint64(row.version());
  }
}

package io.meterhouse.usagestore;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Writes unique events. Writing the same rows again changes nothing that a reader can see. Safe for
 * use by several threads.
 */
public final class EventWriter extends TableWriter<EventRow> {

  static final TableInsert<EventRow> INSERT =
      new TableInsert<>(
          "usage_events",
          List.of(
              "tenant_id",
              "type",
              "source",
              "id",
              "subject",
              "time",
              "accepted_at",
              "data",
              "ingest_id",
              "identity",
              "accepted_partition",
              "accepted_offset",
              "shard",
              "unique_partition",
              "unique_offset"),
          EventWriter::encode);

  public EventWriter(UsageStore store) {
    super(store, INSERT);
  }

  private static void encode(EventRow row, RowBinaryOutput out) {
    out.string(row.tenantId())
        .string(row.type())
        .string(row.source())
        .string(row.id())
        .string(row.subject())
        .dateTimeNanos(row.time())
        .dateTimeMillis(row.acceptedAt())
        .string(row.data())
        .string(row.ingestId())
        .fixed(row.identity().bytes())
        .uint32(row.acceptedPartition())
        .uint64(row.acceptedOffset())
        .uint16(row.shard());
    @Nullable UniquePosition unique = row.unique();
    out.nullableUint32(unique == null ? null : Long.valueOf(unique.partition()))
        .nullableUint64(unique == null ? null : Long.valueOf(unique.offset()));
  }
}

package io.meterhouse.usagestore;

import java.util.List;

/**
 * Writes voids. Writing the same rows again changes nothing that a reader can see. Safe for use by
 * several threads.
 */
public final class VoidWriter extends TableWriter<VoidRow> {

  static final TableInsert<VoidRow> INSERT =
      new TableInsert<>(
          "usage_voids",
          List.of(
              "tenant_id",
              "type",
              "source",
              "id",
              "subject",
              "time",
              "data",
              "identity",
              "accepted_partition",
              "accepted_offset",
              "shard",
              "unique_partition",
              "unique_offset",
              "reason",
              "voided_by",
              "voided_at"),
          VoidWriter::encode);

  public VoidWriter(UsageStore store) {
    super(store, INSERT);
  }

  private static void encode(VoidRow row, RowBinaryOutput out) {
    out.string(row.tenantId())
        .string(row.type())
        .string(row.source())
        .string(row.id())
        .string(row.subject())
        .dateTimeNanos(row.time())
        .string(row.data())
        .fixed(row.identity().bytes())
        .uint32(row.acceptedPartition())
        .uint64(row.acceptedOffset())
        .uint16(row.shard())
        .uint32(row.unique().partition())
        .uint64(row.unique().offset())
        .string(row.reason())
        .string(row.voidedBy())
        .dateTimeMillis(row.voidedAt());
  }
}

package io.meterhouse.usagestore;

import java.util.List;

/**
 * Writes what was refused. Repetition changes nothing: the position in usage.rejected identifies
 * the row. Safe for use by several threads.
 */
public final class RejectionWriter extends TableWriter<RejectionRow> {

  static final TableInsert<RejectionRow> INSERT =
      new TableInsert<>(
          "usage_rejections",
          List.of(
              "tenant_id",
              "rejected_partition",
              "rejected_offset",
              "code",
              "message",
              "field",
              "meter",
              "source",
              "id",
              "type",
              "subject",
              "data",
              "accepted_at",
              "accepted_partition",
              "accepted_offset"),
          RejectionWriter::encode);

  public RejectionWriter(UsageStore store) {
    super(store, INSERT);
  }

  private static void encode(RejectionRow row, RowBinaryOutput out) {
    out.string(row.tenantId())
        .uint32(row.rejectedPartition())
        .uint64(row.rejectedOffset())
        .string(row.code())
        .string(row.message())
        .string(row.field())
        .string(row.meter())
        .string(row.source())
        .string(row.id())
        .string(row.type())
        .string(row.subject())
        .string(row.data())
        .dateTimeMillis(row.acceptedAt())
        .uint32(row.acceptedPartition())
        .uint64(row.acceptedOffset());
  }
}

package io.meterhouse.usagestore;

import java.util.List;

/**
 * Writes the ledger. Order does not matter and nor does repetition: the row with the highest
 * version holds. Safe for use by several threads.
 */
public final class LedgerWriter extends TableWriter<LedgerRow> {

  static final TableInsert<LedgerRow> INSERT =
      new TableInsert<>(
          "usage_ledger",
          List.of(
              "tenant_id",
              "accepted_minute",
              "partition",
              "accepted",
              "unique",
              "duplicates",
              "rejected",
              "missing",
              "version"),
          LedgerWriter::encode);

  public LedgerWriter(UsageStore store) {
    super(store, INSERT);
  }

  private static void encode(LedgerRow row, RowBinaryOutput out) {
    out.string(row.tenantId())
        .dateTime(row.acceptedMinute())
        .uint32(row.partition())
        .uint64(row.accepted())
        .uint64(row.unique())
        .uint64(row.duplicates())
        .uint64(row.rejected())
        .uint64(row.missing())
        .uint64(row.version());
  }
}

package io.meterhouse.usagestore;

import java.io.IOException;
import java.util.List;

/**
 * Writes the ledger. Order does not matter and nor does repetition: the row with the highest
 * version holds. Safe for use by several threads.
 */
public final class LedgerWriter {

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

  private final UsageStore store;

  public LedgerWriter(UsageStore store) {
    this.store = store;
  }

  /**
   * Returns when ClickHouse has all rows; an empty list is no call at all.
   *
   * @throws UsageStoreException if that is not certain; the same rows may be written again
   */
  public void write(List<LedgerRow> rows) {
    store.insert(INSERT, rows);
  }

  private static void encode(LedgerRow row, RowBinaryOutput out) throws IOException {
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

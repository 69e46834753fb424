package io.meterhouse.usagestore;

import io.meterhouse.metering.TenantId;

/** Reads the two sides of the proof: the ledger, and what there is. Safe for several threads. */
public final class LedgerReader {

  /** What is missing is counted without a tenant. */
  private static final String TOTALS =
      """
      SELECT sumIf(accepted, tenant_id = {tenant:String}) AS all_accepted,
             sumIf(`unique`, tenant_id = {tenant:String}) AS all_unique,
             sumIf(duplicates, tenant_id = {tenant:String}) AS all_duplicates,
             sumIf(rejected, tenant_id = {tenant:String}) AS all_rejected,
             sum(missing) AS all_missing
      FROM usage_ledger FINAL
      WHERE tenant_id IN ({tenant:String}, '')\
      """
          + UsageSql.SETTINGS;

  /**
   * An identity may be taken again after the dedup window, then in another partition; the setting
   * keeps both.
   */
  private static final String EVENTS =
      "SELECT count() AS events FROM usage_events FINAL WHERE tenant_id = {tenant:String}"
          + UsageSql.SETTINGS;

  private final UsageStore store;

  public LedgerReader(UsageStore store) {
    this.store = store;
  }

  /** Over all time; zeros for a tenant that sent nothing. */
  public LedgerTotals totals(TenantId tenant) {
    return totals(tenant.value());
  }

  /** Of the records that could not be decoded, so that no tenant is known. */
  public LedgerTotals totalsWithoutTenant() {
    return totals("");
  }

  /** Unique events and snapshots in {@code usage_events}. */
  public long storedEvents(TenantId tenant) {
    return store
        .query(
            new SqlParameters().string("tenant", tenant.value()).in(EVENTS),
            row -> row.getLong("events"))
        .getFirst();
  }

  private LedgerTotals totals(String tenant) {
    return store
        .query(
            new SqlParameters().string("tenant", tenant).in(TOTALS),
            row ->
                new LedgerTotals(
                    row.getLong("all_accepted"),
                    row.getLong("all_unique"),
                    row.getLong("all_duplicates"),
                    row.getLong("all_rejected"),
                    row.getLong("all_missing")))
        .getFirst();
  }
}

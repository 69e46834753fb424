package io.meterhouse.usagestore;

import com.clickhouse.client.api.data_formats.ClickHouseBinaryFormatReader;
import io.meterhouse.metering.TenantId;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.stream.Collectors;

/** Reads the copies of billing items that analysts see. Safe for use by several threads. */
public final class RatedItemReader {

  private static final String BY_ID =
      """
      SELECT tenant_id, id, scope_type, scope_id, billing_cycle_id, meter, pricing_model_id,
             pricing_model_version, quantity, unit_price, precise_amount, total_amount, currency,
             breakdown, version, toUnixTimestamp64Milli(changed_at) AS changed_millis, kind, item_type,
             description, adjusts_item_id, adjusts_cycle_id
      FROM rated_items FINAL
      WHERE tenant_id IN {tenants:Array(String)} AND id IN {ids:Array(String)}\
      """;

  private final UsageStore store;

  public RatedItemReader(UsageStore store) {
    this.store = store;
  }

  /**
   * The newest version of each, in no order, its figures without trailing zeros; what is not there
   * has none.
   *
   * @param tenants whose items these are
   * @param ids at most some thousand, which is what a statement holds
   * @throws UsageStoreException if ClickHouse fails
   */
  public List<RatedItemRow> read(Collection<TenantId> tenants, Collection<String> ids) {
    if (ids.isEmpty()) {
      return List.of();
    }
    return store.query(
        new SqlParameters()
            .strings("tenants", tenants.stream().map(TenantId::value).collect(Collectors.toSet()))
            .strings("ids", ids)
            .in(BY_ID),
        RatedItemReader::row);
  }

  private static RatedItemRow row(ClickHouseBinaryFormatReader row) {
    return new RatedItemRow(
        row.getString("tenant_id"),
        row.getString("id"),
        row.getString("scope_type"),
        row.getString("scope_id"),
        row.getString("billing_cycle_id"),
        row.getString("meter"),
        row.getString("pricing_model_id"),
        Math.toIntExact(row.getLong("pricing_model_version")),
        Figures.canonical(row.getBigDecimal("quantity")),
        row.getString("unit_price"),
        row.getString("precise_amount"),
        Figures.canonical(row.getBigDecimal("total_amount")),
        row.getString("currency"),
        row.getString("breakdown"),
        row.getLong("version"),
        Instant.ofEpochMilli(row.getLong("changed_millis")),
        new RatedItemOrigin(
            row.getString("kind"),
            row.getString("item_type"),
            row.getString("description"),
            row.getString("adjusts_item_id"),
            row.getString("adjusts_cycle_id")));
  }
}

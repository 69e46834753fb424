package io.meterhouse.ratingengine.postgres;

import io.meterhouse.metering.TenantId;
import io.meterhouse.rating.RatedLine;
import io.meterhouse.ratingengine.billing.BillingItem;
import io.meterhouse.ratingengine.billing.ItemKind;
import io.meterhouse.ratingengine.cycle.BillingScope;
import io.meterhouse.ratingengine.cycle.CycleOwner;
import io.meterhouse.ratingengine.usage.UsageKey;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Currency;
import java.util.List;
import java.util.UUID;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.PreparedBatch;
import org.jspecify.annotations.Nullable;

/** Billing items as rows. */
final class ItemRows {

  static final String COLUMNS =
      """
      id, tenant_id, billing_cycle_id, scope_type, scope_id, meter, pricing_model_id,
             pricing_model_version, quantity, unit_price, precise_amount, total_amount, currency,
             CAST(breakdown AS text) AS breakdown,
             CAST(pricing AS text) AS pricing, version, created_at, changed_at, kind, item_type,
             description, CAST(metadata AS text) AS metadata, adjusts_cycle_id, adjusts_item_id
        FROM billing_items
      """;

  private static final String UPSERT =
      """
      INSERT INTO billing_items
             (id, tenant_id, billing_cycle_id, scope_type, scope_id, item_type, meter,
              pricing_model_id, pricing_model_version, quantity, unit_price, precise_amount,
              total_amount, currency, breakdown, pricing, version, created_at, changed_at, kind,
              description, metadata, adjusts_cycle_id, adjusts_item_id)
      VALUES (:id, :tenant, :cycle, :scopeType, :scopeId, :itemType, :meter, :model, :modelVersion,
              :quantity, :unitPrice, :precise, :total, :currency, CAST(:breakdown AS jsonb),
              CAST(:pricing AS jsonb), :version,
              :created, :changed, :kind, :description, CAST(:metadata AS jsonb),
              CAST(:adjustsCycle AS uuid), CAST(:adjustsItem AS uuid))
      ON CONFLICT (id) DO UPDATE
         SET pricing_model_id = excluded.pricing_model_id,
             pricing_model_version = excluded.pricing_model_version,
             quantity = excluded.quantity,
             unit_price = excluded.unit_price,
             precise_amount = excluded.precise_amount,
             total_amount = excluded.total_amount,
             currency = excluded.currency,
             breakdown = excluded.breakdown,
             pricing = excluded.pricing,
             version = excluded.version,
             changed_at = excluded.changed_at,
             changed_in = pg_current_xact_id()
      """;

  private ItemRows() {}

  static void write(Handle handle, List<BillingItem> items) {
    PreparedBatch batch = handle.prepareBatch(UPSERT);
    for (BillingItem item : items) {
      RatedLine line = item.line();
      batch
          .bind("id", item.id())
          .bind("tenant", item.usage().tenant().value())
          .bind("cycle", item.cycleId())
          .bind("scopeType", item.scope().type())
          .bind("scopeId", item.scope().id())
          .bind("itemType", item.kind().itemType())
          .bind("meter", item.usage().meter().isEmpty() ? null : item.usage().meter())
          .bind("model", item.modelId())
          .bind("modelVersion", item.modelVersion())
          .bind("quantity", line.quantity())
          .bind("unitPrice", line.unitPrice())
          .bind("precise", line.preciseAmount())
          .bind("total", line.totalAmount())
          .bind("currency", line.currency().getCurrencyCode())
          .bind("breakdown", BreakdownJson.write(line.breakdown()))
          .bind("pricing", PricingJson.write(item.pricing()))
          .bind("version", item.version())
          .bind("created", Rows.utc(item.createdAt()))
          .bind("changed", Rows.utc(item.changedAt()));
      bind(batch, item.kind());
      batch.add();
    }
    batch.execute();
  }

  /** Numeric columns give back the scale that was written, so an item read equals the one kept. */
  static BillingItem read(ResultSet row) throws SQLException {
    TenantId tenant = TenantId.of(row.getString("tenant_id"));
    BillingScope scope = new BillingScope(row.getString("scope_type"), row.getString("scope_id"));
    @Nullable String meter = row.getString("meter");
    return new BillingItem(
        Rows.uuid(row, "id"),
        Rows.uuid(row, "billing_cycle_id"),
        scope,
        new UsageKey(tenant, CycleOwner.of(tenant, scope).subject(), meter == null ? "" : meter),
        kind(row),
        Rows.uuid(row, "pricing_model_id"),
        row.getInt("pricing_model_version"),
        new RatedLine(
            row.getBigDecimal("quantity"),
            row.getBigDecimal("unit_price"),
            row.getBigDecimal("precise_amount"),
            row.getBigDecimal("total_amount"),
            Currency.getInstance(row.getString("currency")),
            BreakdownJson.read(row.getString("breakdown"))),
        PricingJson.read(row.getString("pricing")),
        row.getLong("version"),
        Rows.instant(row, "created_at"),
        Rows.instant(row, "changed_at"));
  }

  private static void bind(PreparedBatch batch, ItemKind kind) {
    boolean isManual = kind instanceof ItemKind.Manual;
    boolean adjusts = kind instanceof ItemKind.Adjustment;
    batch
        .bind("kind", kind.wireName())
        .bind("description", isManual ? ((ItemKind.Manual) kind).description() : null)
        .bind("metadata", isManual ? ((ItemKind.Manual) kind).metadata() : null)
        .bind("adjustsCycle", adjusts ? ((ItemKind.Adjustment) kind).cycle() : null)
        .bind("adjustsItem", adjusts ? ((ItemKind.Adjustment) kind).item() : null);
  }

  private static ItemKind kind(ResultSet row) throws SQLException {
    String name = row.getString("kind");
    return switch (name) {
      case ItemKind.Usage.NAME -> new ItemKind.Usage();
      case ItemKind.Manual.NAME ->
          new ItemKind.Manual(
              row.getString("item_type"), row.getString("description"), row.getString("metadata"));
      case ItemKind.Adjustment.NAME ->
          new ItemKind.Adjustment(
              Rows.uuid(row, "adjusts_cycle_id"), row.getObject("adjusts_item_id", UUID.class));
      default -> throw new IllegalArgumentException("stored item kind: " + name);
    };
  }
}

package io.meterhouse.usagestore;

import java.util.List;

/**
 * Writes billing items for analysts. Order does not matter and nor does repetition: the row with
 * the highest version holds. Safe for use by several threads.
 */
public final class RatedItemWriter extends TableWriter<RatedItemRow> {

  static final TableInsert<RatedItemRow> INSERT =
      new TableInsert<>(
          "rated_items",
          List.of(
              "tenant_id",
              "id",
              "scope_type",
              "scope_id",
              "billing_cycle_id",
              "meter",
              "pricing_model_id",
              "pricing_model_version",
              "quantity",
              "unit_price",
              "precise_amount",
              "total_amount",
              "currency",
              "breakdown",
              "version",
              "changed_at",
              "kind",
              "item_type",
              "description",
              "adjusts_item_id",
              "adjusts_cycle_id"),
          RatedItemWriter::encode);

  public RatedItemWriter(UsageStore store) {
    super(store, INSERT);
  }

  private static void encode(RatedItemRow row, RowBinaryOutput out) {
    out.string(row.tenantId())
        .string(row.id())
        .string(row.scopeType())
        .string(row.scopeId())
        .string(row.billingCycleId())
        .string(row.meter())
        .string(row.pricingModelId())
        .uint32(row.pricingModelVersion())
        .decimal256(row.quantity())
        .string(row.unitPrice())
        .string(row.preciseAmount())
        .decimal256(row.totalAmount())
        .string(row.currency())
        .string(row.breakdownJson())
        .uint64(row.version())
        .dateTimeMillis(row.changedAt())
        .string(row.origin().kind())
        .string(row.origin().itemType())
        .string(row.origin().description())
        .string(row.origin().adjustsItemId())
        .string(row.origin().adjustsCycleId());
  }
}

package io.meterhouse.ratingengine.postgres;

import io.meterhouse.ratingengine.billing.BillingItem;
import io.meterhouse.ratingengine.billing.ItemKind;
import io.meterhouse.schemas.billing.v1.RatedItem;
import io.meterhouse.usagestore.RatedItemOrigin;
import io.meterhouse.usagestore.RatedItemRow;
import java.math.BigDecimal;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** Billing items as billing.rated carries them. */
final class RatedItems {

  private RatedItems() {}

  static RatedItem of(BillingItem item) {
    ItemKind kind = item.kind();
    RatedItem.Builder rated =
        RatedItem.newBuilder()
            .setId(item.id().toString())
            .setTenantId(item.usage().tenant().value())
            .setScopeType(item.scope().type())
            .setScopeId(item.scope().id())
            .setBillingCycleId(item.cycleId().toString())
            .setMeter(item.usage().meter())
            .setPricingModelId(item.modelId().toString())
            .setPricingModelVersion(item.modelVersion())
            .setQuantity(item.line().quantity().toPlainString())
            .setUnitPrice(item.line().unitPrice().toPlainString())
            .setPreciseAmount(item.line().preciseAmount().toPlainString())
            .setTotalAmount(item.line().totalAmount().toPlainString())
            .setCurrency(item.line().currency().getCurrencyCode())
            .setBreakdownJson(BreakdownJson.write(item.line().breakdown()))
            .setVersion(item.version())
            .setChangedAtMillis(item.changedAt().toEpochMilli())
            .setKind(kind.wireName())
            .setItemType(kind.itemType());
    return switch (kind) {
      case ItemKind.Usage _ -> rated.build();
      case ItemKind.Manual manual -> rated.setDescription(orEmpty(manual.description())).build();
      case ItemKind.Adjustment adjustment ->
          rated
              .setAdjustsCycleId(adjustment.cycle().toString())
              .setAdjustsItemId(adjustment.item() == null ? "" : adjustment.item().toString())
              .build();
    };
  }

  private static String orEmpty(@Nullable String text) {
    return text == null ? "" : text;
  }

  /** What ClickHouse makes of that. */
  static RatedItemRow copy(BillingItem item) {
    RatedItem announced = of(item);
    return new RatedItemRow(
        announced.getTenantId(),
        announced.getId(),
        announced.getScopeType(),
        announced.getScopeId(),
        announced.getBillingCycleId(),
        announced.getMeter(),
        announced.getPricingModelId(),
        announced.getPricingModelVersion(),
        shortest(announced.getQuantity()),
        announced.getUnitPrice(),
        announced.getPreciseAmount(),
        shortest(announced.getTotalAmount()),
        announced.getCurrency(),
        announced.getBreakdownJson(),
        announced.getVersion(),
        Instant.ofEpochMilli(announced.getChangedAtMillis()),
        new RatedItemOrigin(
            announced.getKind(),
            announced.getItemType(),
            announced.getDescription(),
            announced.getAdjustsItemId(),
            announced.getAdjustsCycleId()));
  }

  private static BigDecimal shortest(String decimal) {
    BigDecimal stripped = new BigDecimal(decimal).stripTrailingZeros();
    return stripped.scale() < 0 ? stripped.setScale(0) : stripped;
  }
}

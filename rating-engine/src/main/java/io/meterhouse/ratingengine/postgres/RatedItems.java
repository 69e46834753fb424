package io.meterhouse.ratingengine.postgres;

import io.meterhouse.ratingengine.BillingItem;
import io.meterhouse.schemas.billing.v1.RatedItem;
import io.meterhouse.usagestore.RatedItemRow;
import java.math.BigDecimal;
import java.time.Instant;

/** Billing items as billing.rated carries them. */
final class RatedItems {

  private RatedItems() {}

  static RatedItem of(BillingItem item) {
    return RatedItem.newBuilder()
        .setId(item.id().toString())
        .setTenantId(item.usage().tenant().value())
        .setScopeType(item.usage().scope().type())
        .setScopeId(item.usage().scope().id())
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
        .build();
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
        Instant.ofEpochMilli(announced.getChangedAtMillis()));
  }

  private static BigDecimal shortest(String decimal) {
    BigDecimal stripped = new BigDecimal(decimal).stripTrailingZeros();
    return stripped.scale() < 0 ? stripped.setScale(0) : stripped;
  }
}

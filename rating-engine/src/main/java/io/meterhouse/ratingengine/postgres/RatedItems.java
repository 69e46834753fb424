package io.meterhouse.ratingengine.postgres;

import io.meterhouse.ratingengine.BillingItem;
import io.meterhouse.schemas.billing.v1.RatedItem;

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
}

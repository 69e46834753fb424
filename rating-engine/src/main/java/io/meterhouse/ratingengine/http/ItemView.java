package io.meterhouse.ratingengine.http;

import com.fasterxml.jackson.annotation.JsonRawValue;
import io.meterhouse.rating.RatedLine;
import io.meterhouse.ratingengine.billing.BillingItem;
import io.meterhouse.ratingengine.billing.ItemKind;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** A billing item as the API shows it. */
record ItemView(
    UUID id,
    String tenantId,
    UUID billingCycleId,
    String scopeId,
    String scopeType,
    String kind,
    String itemType,
    @Nullable String meter,
    UUID pricingModelId,
    int pricingModelVersion,
    BigDecimal quantity,
    BigDecimal unitPrice,
    BigDecimal preciseAmount,
    BigDecimal totalAmount,
    String currency,
    List<RatedLine.Part> breakdown,
    @Nullable String description,
    @JsonRawValue @Nullable String metadata,
    @Nullable UUID adjustsCycleId,
    @Nullable UUID adjustsItemId,
    long version,
    Instant createdAt,
    Instant changedAt) {

  static ItemView of(BillingItem item) {
    RatedLine line = item.line();
    ItemKind.@Nullable Manual manual =
        item.kind() instanceof ItemKind.Manual entered ? entered : null;
    ItemKind.@Nullable Adjustment adjustment =
        item.kind() instanceof ItemKind.Adjustment adjusts ? adjusts : null;
    return new ItemView(
        item.id(),
        item.usage().tenant().value(),
        item.cycleId(),
        item.scope().id(),
        item.scope().type(),
        item.kind().wireName(),
        item.kind().itemType(),
        item.usage().meter().isEmpty() ? null : item.usage().meter(),
        item.modelId(),
        item.modelVersion(),
        line.quantity(),
        line.unitPrice(),
        line.preciseAmount(),
        line.totalAmount(),
        line.currency().getCurrencyCode(),
        line.breakdown(),
        manual == null ? null : manual.description(),
        manual == null ? null : manual.metadata(),
        adjustment == null ? null : adjustment.cycle(),
        adjustment == null ? null : adjustment.item(),
        item.version(),
        item.createdAt(),
        item.changedAt());
  }
}

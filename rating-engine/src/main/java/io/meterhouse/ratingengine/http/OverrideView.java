package io.meterhouse.ratingengine.http;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.meterhouse.ratingengine.pricing.OverrideContents;
import io.meterhouse.ratingengine.pricing.OverrideStatus;
import io.meterhouse.ratingengine.pricing.Signature;
import io.meterhouse.ratingengine.pricing.StoredOverride;
import java.time.Instant;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** An override as the API shows it. */
record OverrideView(
    UUID id,
    String tenantId,
    UUID pricingModelId,
    String scopeType,
    @Nullable String scopeId,
    String overrideType,
    Map<String, Object> overrideValue,
    String reason,
    String status,
    @JsonProperty("isActive") boolean active,
    @Nullable Instant effectiveFrom,
    @Nullable Instant effectiveTo,
    String createdBy,
    String createdByRole,
    Instant createdAt,
    @Nullable String approvedBy,
    @Nullable String approvedByRole,
    @Nullable Instant approvedAt,
    @Nullable String deactivatedBy,
    @Nullable String deactivatedByRole,
    @Nullable Instant deactivatedAt) {

  static OverrideView of(StoredOverride stored) {
    Signature created = stored.created();
    Signature approved = stored.approved();
    Signature deactivated = stored.deactivated();
    return new OverrideView(
        stored.id(),
        stored.tenant().value(),
        stored.modelId(),
        stored.scopeType().wireName(),
        stored.scopeId(),
        stored.override().value().type().wireName(),
        OverrideContents.of(stored.override().value()),
        stored.override().reason(),
        stored.status().wireName(),
        stored.status() == OverrideStatus.ACTIVE,
        stored.effective().from(),
        stored.effective().to(),
        created.actor().id(),
        created.actor().role(),
        created.at(),
        approved == null ? null : approved.actor().id(),
        approved == null ? null : approved.actor().role(),
        approved == null ? null : approved.at(),
        deactivated == null ? null : deactivated.actor().id(),
        deactivated == null ? null : deactivated.actor().role(),
        deactivated == null ? null : deactivated.at());
  }
}

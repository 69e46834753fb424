package io.meterhouse.ratingengine.http;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.meterhouse.rating.scope.DeploymentType;
import io.meterhouse.ratingengine.pricing.Lifespan;
import io.meterhouse.ratingengine.pricing.StoredScope;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** A scope as the API shows it. */
record ScopeView(
    UUID id,
    String tenantId,
    UUID pricingModelId,
    String scopeType,
    @Nullable String scopeId,
    @Nullable String deploymentType,
    @JsonProperty("isOverride") boolean override,
    @Nullable UUID parentScopeId,
    @JsonProperty("isActive") boolean active,
    @Nullable Instant effectiveFrom,
    @Nullable Instant effectiveTo,
    String createdBy,
    String createdByRole,
    Instant createdAt,
    @Nullable Instant deactivatedAt) {

  static ScopeView of(StoredScope scope) {
    DeploymentType deployment = scope.target().deploymentType();
    Lifespan lifespan = scope.lifespan();
    return new ScopeView(
        scope.id(),
        scope.tenant().value(),
        scope.modelId(),
        scope.target().type().wireName(),
        scope.target().id(),
        deployment == null ? null : deployment.wireName(),
        scope.override(),
        scope.parentId(),
        lifespan.isActive(),
        lifespan.effective().from(),
        lifespan.effective().to(),
        lifespan.created().actor().id(),
        lifespan.created().actor().role(),
        lifespan.created().at(),
        lifespan.deactivatedAt());
  }
}

package io.meterhouse.ratingengine.http;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.meterhouse.rating.rule.Rule;
import io.meterhouse.ratingengine.pricing.Lifespan;
import io.meterhouse.ratingengine.pricing.RuleContents;
import io.meterhouse.ratingengine.pricing.StoredRule;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** A rule as the API shows it. */
record RuleView(
    UUID id,
    String tenantId,
    UUID pricingModelId,
    String name,
    String ruleType,
    List<Map<String, Object>> conditions,
    List<Map<String, Object>> actions,
    int priority,
    @JsonProperty("isActive") boolean active,
    @Nullable Instant effectiveFrom,
    @Nullable Instant effectiveTo,
    String createdBy,
    String createdByRole,
    Instant createdAt,
    @Nullable Instant deactivatedAt) {

  static RuleView of(StoredRule stored) {
    Rule rule = stored.rule();
    Lifespan lifespan = stored.lifespan();
    return new RuleView(
        rule.id(),
        stored.tenant().value(),
        stored.modelId(),
        rule.name(),
        stored.ruleType(),
        RuleContents.conditions(rule),
        RuleContents.actions(rule),
        rule.priority(),
        lifespan.isActive(),
        lifespan.effective().from(),
        lifespan.effective().to(),
        lifespan.created().actor().id(),
        lifespan.created().actor().role(),
        lifespan.created().at(),
        lifespan.deactivatedAt());
  }
}

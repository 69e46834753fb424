package io.meterhouse.ratingengine.pricing;

import io.meterhouse.metering.TenantId;
import io.meterhouse.rating.rule.Rule;
import java.time.Instant;
import java.util.UUID;

/**
 * A rule of a pricing model.
 *
 * @param ruleType what its author calls the kind of rule; nothing depends on it
 */
public record StoredRule(
    TenantId tenant, UUID modelId, String ruleType, Rule rule, Lifespan lifespan) {

  /** The same, made at another time. */
  public StoredRule createdAt(Instant now) {
    return new StoredRule(tenant, modelId, ruleType, rule, lifespan.createdAt(now));
  }

  /** The same, inactive from {@code now}. */
  public StoredRule deactivated(Instant now) {
    return new StoredRule(tenant, modelId, ruleType, rule, lifespan.deactivated(now));
  }
}

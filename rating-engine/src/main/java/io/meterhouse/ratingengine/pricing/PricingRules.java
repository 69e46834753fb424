package io.meterhouse.ratingengine.pricing;

import io.meterhouse.kit.http.error.ApiException;
import io.meterhouse.metering.TenantId;
import java.time.Instant;
import java.util.List;
import java.util.UUID;

/** The rules of pricing models. Every write asks for what it touches to be rated. */
public interface PricingRules {

  /**
   * Stores a rule.
   *
   * @return the rule as it was stored; its time may be later than the one asked for
   * @throws ApiException 404 where the tenant has no such model, 409 where it has too many rules
   */
  StoredRule create(StoredRule rule);

  /**
   * The rules of a model by age, those that are inactive too; of very many these the newest.
   *
   * @throws ApiException 404 where the tenant has no such model
   */
  List<StoredRule> list(TenantId tenant, UUID modelId);

  /**
   * Takes a rule out of force; one that is inactive stays as it is.
   *
   * @throws ApiException 404 where the model has no such rule
   */
  Changed<StoredRule> deactivate(TenantId tenant, UUID modelId, UUID ruleId, Instant now);

  /** 404; says no more than that, also where another model or tenant has it. */
  static ApiException noSuchRule(Object modelId, Object id) {
    return ApiException.notFound("pricing model %s has no rule %s".formatted(modelId, id));
  }
}

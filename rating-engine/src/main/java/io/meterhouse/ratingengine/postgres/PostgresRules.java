package io.meterhouse.ratingengine.postgres;

import io.meterhouse.kit.http.error.ApiException;
import io.meterhouse.metering.TenantId;
import io.meterhouse.ratingengine.pricing.Changed;
import io.meterhouse.ratingengine.pricing.PricingModels;
import io.meterhouse.ratingengine.pricing.PricingRules;
import io.meterhouse.ratingengine.pricing.StoredModel;
import io.meterhouse.ratingengine.pricing.StoredRule;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;

/** Rules of pricing models in PostgreSQL. */
public final class PostgresRules implements PricingRules {

  /** Active rules that a model may have. */
  static final int MAX_RULES = 1_000;

  private final Transactions transactions;

  /** Over a database that is migrated. */
  public PostgresRules(Jdbi jdbi) {
    this.transactions = new Transactions(jdbi, "pricing rules");
  }

  @Override
  public StoredRule create(StoredRule draft) {
    return transactions.in(
        handle -> {
          StoredRule rule =
              draft.createdAt(
                  PriceClock.lock(handle, draft.tenant(), draft.lifespan().created().at()));
          StoredModel model = model(handle, rule.tenant(), rule.modelId());
          requireRoom(handle, model);
          RuleRows.insert(handle, rule);
          request(handle, model, "rule created", rule, rule.lifespan().created().at());
          return rule;
        });
  }

  @Override
  public List<StoredRule> list(TenantId tenant, UUID modelId) {
    return transactions.in(
        handle -> RuleRows.list(handle, model(handle, tenant, modelId).id(), MAX_RULES));
  }

  @Override
  public Changed<StoredRule> deactivate(TenantId tenant, UUID modelId, UUID ruleId, Instant asked) {
    return transactions.in(
        handle -> {
          Instant now = PriceClock.lock(handle, tenant, asked);
          StoredModel model = model(handle, tenant, modelId);
          StoredRule present =
              RuleRows.find(handle, modelId, ruleId)
                  .orElseThrow(() -> PricingRules.noSuchRule(modelId, ruleId));
          Changed<StoredRule> changed = new Changed<>(present, present.deactivated(now));
          if (!changed.isNothing()) {
            RuleRows.deactivate(handle, ruleId, now);
            request(handle, model, "rule deactivated", present, now);
          }
          return changed;
        });
  }

  private static StoredModel model(Handle handle, TenantId tenant, UUID modelId) {
    return ModelRows.find(handle, tenant, modelId)
        .orElseThrow(() -> PricingModels.noSuchModel(tenant, modelId));
  }

  private static void requireRoom(Handle handle, StoredModel model) {
    int count = RuleRows.countActive(handle, model.id());
    if (count >= MAX_RULES) {
      throw ApiException.failedPrecondition(
          "pricing model %s has %d active rules (expected: fewer than %d); delete one first"
              .formatted(model.id(), count, MAX_RULES));
    }
  }

  private static void request(
      Handle handle, StoredModel model, String reason, StoredRule rule, Instant at) {
    new RequestedRating(model.tenant(), null, "%s: %s".formatted(reason, rule.rule().id()), at)
        .of(model.config().usageMetric(), handle);
  }
}

package io.meterhouse.ratingengine.http;

import io.meterhouse.kit.http.JsonBody;
import io.meterhouse.metering.TenantId;
import io.meterhouse.rating.rule.RuleDraft;
import io.meterhouse.rating.rule.RuleLimits;
import io.meterhouse.ratingengine.pricing.EffectivePeriod;
import io.meterhouse.ratingengine.pricing.Lifespan;
import io.meterhouse.ratingengine.pricing.RuleReader;
import io.meterhouse.ratingengine.pricing.Signature;
import io.meterhouse.ratingengine.pricing.StoredRule;
import java.util.UUID;

/** Reads the body of a new rule. */
final class RuleInput {

  /** Priorities are from the negative of it to it. */
  private static final int MAX_PRIORITY = 1_000_000;

  private RuleInput() {}

  static StoredRule create(JsonBody body, TenantId tenant, UUID modelId, Signature created) {
    String name = body.text("name");
    String ruleType = body.text("ruleType");
    Requests.limit(body, "ruleType", ruleType, RuleLimits.MAX_NAME_CHARS);
    int priority = body.integer("priority", 0, -MAX_PRIORITY, MAX_PRIORITY);
    EffectivePeriod effective = Requests.effective(body, created.at());
    RuleDraft draft = RuleReader.read(body, name, priority);
    Sense.check(body, draft.problems());
    return new StoredRule(
        tenant,
        modelId,
        ruleType,
        draft.check(UUID.randomUUID()),
        Lifespan.beginning(effective, created));
  }
}

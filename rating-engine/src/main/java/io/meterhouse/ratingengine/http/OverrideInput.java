package io.meterhouse.ratingengine.http;

import io.meterhouse.kit.http.JsonBody;
import io.meterhouse.rating.ModelDraft;
import io.meterhouse.rating.Problem;
import io.meterhouse.rating.rule.ModelOverride;
import io.meterhouse.rating.rule.OverrideDraft;
import io.meterhouse.rating.rule.OverrideType;
import io.meterhouse.rating.rule.RuleLimits;
import io.meterhouse.rating.scope.ScopeType;
import io.meterhouse.ratingengine.pricing.EffectivePeriod;
import io.meterhouse.ratingengine.pricing.ModelConfig;
import io.meterhouse.ratingengine.pricing.OverrideReader;
import io.meterhouse.ratingengine.pricing.Signature;
import io.meterhouse.ratingengine.pricing.StoredModel;
import io.meterhouse.ratingengine.pricing.StoredOverride;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Reads the body of a new override. */
final class OverrideInput {

  private static final String VALUE = "overrideValue";

  private OverrideInput() {}

  /** The model that the body names; the rest of it is read when the model is known. */
  static String modelId(JsonBody body) {
    String id = body.text("pricingModelId");
    body.checkSoFar();
    return id;
  }

  static StoredOverride create(JsonBody body, StoredModel model, Signature created) {
    modelId(body);
    @Nullable ScopeType scopeType = body.choice("scopeType", ScopeInput.TYPES);
    @Nullable String scopeId = scopeId(body, scopeType);
    String reason = body.text("reason");
    Requests.limit(body, "reason", reason, RuleLimits.MAX_TEXT_CHARS);
    EffectivePeriod effective = Requests.effective(body, created.at());
    @Nullable OverrideDraft draft = draft(body, model);
    Sense.check(body, draft == null ? List.of() : problems(draft, model.config()));
    return new StoredOverride(
        model.tenant(),
        model.id(),
        Objects.requireNonNull(scopeType),
        scopeId,
        new ModelOverride(UUID.randomUUID(), Objects.requireNonNull(draft).checked(), reason),
        effective,
        created,
        null,
        null);
  }

  /** An override has no field for the kind of deployment: of that type, the id says it. */
  private static @Nullable String scopeId(JsonBody body, @Nullable ScopeType type) {
    if (type == ScopeType.DEPLOYMENT) {
      body.choice("scopeId", ScopeInput.DEPLOYMENTS);
      return body.optionalText("scopeId");
    }
    @Nullable String id = body.optionalText("scopeId");
    ScopeInput.checkId(body, type, id);
    return id;
  }

  private static @Nullable OverrideDraft draft(JsonBody body, StoredModel model) {
    @Nullable OverrideType type = body.choice("overrideType", OverrideReader.types());
    if (!body.has(VALUE)) {
      body.problem(VALUE, "missing (expected: an object)");
    }
    // Without a known type, nothing can be said about the fields of the value.
    return type == null || body.freeObject(VALUE) == null
        ? null
        : OverrideReader.read(body.object(VALUE), type, model.config().draft().type());
  }

  private static List<Problem> problems(OverrideDraft draft, ModelConfig model) {
    List<Problem> problems = new ArrayList<>(draft.problems(model.draft()));
    if (problems.isEmpty() && draft instanceof OverrideDraft.Config(ModelDraft fields)) {
      ModelConfig whole =
          new ModelConfig(model.draft().with(fields), model.usageMetric(), model.usageUnit());
      whole.problems().forEach(problem -> problems.add(new Problem(VALUE, problem.reason())));
    }
    return problems;
  }
}

package io.meterhouse.ratingengine.http;

import io.meterhouse.kit.http.JsonBody;
import io.meterhouse.metering.TenantId;
import io.meterhouse.rating.scope.DeploymentType;
import io.meterhouse.rating.scope.ScopeType;
import io.meterhouse.ratingengine.pricing.Choices;
import io.meterhouse.ratingengine.pricing.EffectivePeriod;
import io.meterhouse.ratingengine.pricing.Lifespan;
import io.meterhouse.ratingengine.pricing.PricingModels;
import io.meterhouse.ratingengine.pricing.PricingScopes;
import io.meterhouse.ratingengine.pricing.ScopeTarget;
import io.meterhouse.ratingengine.pricing.Signature;
import io.meterhouse.ratingengine.pricing.StoredScope;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Reads the body of a new scope. */
final class ScopeInput {

  /** The API names of the types of scope. */
  static final Map<String, ScopeType> TYPES = Choices.of(ScopeType.values(), ScopeType::wireName);

  /** The API names of the types of deployment. */
  static final Map<String, DeploymentType> DEPLOYMENTS =
      Choices.of(DeploymentType.values(), DeploymentType::wireName);

  private static final int MAX_ID_CHARS = 200;

  private ScopeInput() {}

  static StoredScope create(JsonBody body, TenantId tenant, Signature created) {
    String modelId = body.text("pricingModelId");
    @Nullable ScopeType type = body.choice("scopeType", TYPES);
    @Nullable String id = body.optionalText("scopeId");
    checkId(body, type, id);
    @Nullable DeploymentType deployment = body.optionalChoice("deploymentType", DEPLOYMENTS);
    if (type == ScopeType.DEPLOYMENT && !body.has("deploymentType")) {
      body.problem(
          "deploymentType", "missing (expected: one of " + String.join(", ", names()) + ")");
    }
    boolean override = body.flag("isOverride", false);
    @Nullable String parent = body.optionalText("parentScopeId");
    EffectivePeriod effective = Requests.effective(body, created.at());
    body.check();
    return new StoredScope(
        UUID.randomUUID(),
        tenant,
        Requests.uuid(modelId, () -> PricingModels.noSuchModel(tenant, modelId)),
        new ScopeTarget(Objects.requireNonNull(type), id, deployment),
        override,
        parent == null
            ? null
            : Requests.uuid(parent, () -> PricingScopes.noSuchScope(tenant, parent)),
        Lifespan.beginning(effective, created));
  }

  /** An id is there exactly where the type has members. */
  static void checkId(JsonBody body, @Nullable ScopeType type, @Nullable String id) {
    Requests.limit(body, "scopeId", id, MAX_ID_CHARS);
    if (type == null) {
      return;
    }
    if (!type.hasMembers() && id != null) {
      body.problem(
          "scopeId", "given (expected: none, as %s has no members)".formatted(type.wireName()));
    } else if (type.hasMembers() && id == null) {
      body.problem("scopeId", "missing (expected: which %s)".formatted(type.wireName()));
    } else if (id != null && id.isBlank()) {
      body.problem("scopeId", "blank (expected: text)");
    }
  }

  private static Iterable<String> names() {
    return DEPLOYMENTS.keySet();
  }
}

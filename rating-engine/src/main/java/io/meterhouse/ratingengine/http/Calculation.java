package io.meterhouse.ratingengine.http;

import io.meterhouse.kit.http.JsonBody;
import io.meterhouse.metering.TenantId;
import io.meterhouse.rating.rule.RuleFacts;
import io.meterhouse.rating.scope.Customer;
import io.meterhouse.rating.scope.DeploymentType;
import io.meterhouse.rating.scope.ScopeType;
import io.meterhouse.ratingengine.pricing.Choices;
import io.meterhouse.ratingengine.pricing.PriceQuestion;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** One price to calculate: which model, for whom, and of how much. */
record Calculation(
    TenantId tenant, String modelId, Customer customer, RuleFacts facts, Instant at) {

  private static final Map<String, ScopeType> SCOPE_TYPES =
      Choices.of(ScopeType.values(), ScopeType::wireName);
  private static final Map<String, DeploymentType> DEPLOYMENT_TYPES =
      Choices.of(DeploymentType.values(), DeploymentType::wireName);

  static Calculation read(JsonBody body, Instant now) {
    @Nullable TenantId tenant = ModelInput.tenant(body);
    String modelId = body.text("pricingModelId");
    String itemType = body.text("itemType");
    BigDecimal quantity = Requests.quantity(body);
    @Nullable ScopeType scopeType = body.optionalChoice("scopeType", SCOPE_TYPES);
    @Nullable String scopeId = body.optionalText("scopeId");
    checkScope(body, scopeType, scopeId);
    @Nullable DeploymentType deployment = body.optionalChoice("deploymentType", DEPLOYMENT_TYPES);
    Map<String, Object> metadata = MetadataInput.read(body, "metadata");
    @Nullable Instant at = body.optionalInstant("at");
    body.check();
    return new Calculation(
        Objects.requireNonNull(tenant),
        modelId,
        new Customer(scopeId == null ? "" : scopeId, scopeType, deployment),
        new RuleFacts(
            quantity,
            itemType,
            scopeType == null ? null : scopeType.wireName(),
            scopeId,
            deployment == null ? null : deployment.wireName(),
            null,
            metadata),
        at == null ? now : at);
  }

  PriceQuestion of(UUID model) {
    return new PriceQuestion(tenant, model, customer, facts, at);
  }

  private static void checkScope(
      JsonBody body, @Nullable ScopeType type, @Nullable String scopeId) {
    if (type != null && type.hasMembers() && (scopeId == null || scopeId.isBlank())) {
      body.problem("scopeId", "missing (expected: which " + type.wireName() + " it is for)");
    }
  }
}

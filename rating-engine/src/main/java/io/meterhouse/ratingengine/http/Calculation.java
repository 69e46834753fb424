package io.meterhouse.ratingengine.http;

import io.meterhouse.kit.http.JsonBody;
import io.meterhouse.metering.Quantity;
import io.meterhouse.metering.QuantityException;
import io.meterhouse.metering.TenantId;
import io.meterhouse.rating.rule.RuleFacts;
import io.meterhouse.rating.scope.Customer;
import io.meterhouse.rating.scope.DeploymentType;
import io.meterhouse.rating.scope.ScopeType;
import io.meterhouse.ratingengine.PriceQuestion;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** One price to calculate: which model, for whom, and of how much. */
record Calculation(
    TenantId tenant, String modelId, Customer customer, RuleFacts facts, Instant at) {

  private static final Map<String, ScopeType> SCOPE_TYPES =
      choices(ScopeType.values(), ScopeType::wireName);
  private static final Map<String, DeploymentType> DEPLOYMENT_TYPES =
      choices(DeploymentType.values(), DeploymentType::wireName);

  static Calculation read(JsonBody body, Instant now) {
    @Nullable TenantId tenant = ModelInput.tenant(body);
    String modelId = body.text("pricingModelId");
    String itemType = body.text("itemType");
    BigDecimal quantity = body.decimal("quantity");
    checkQuantity(body, quantity);
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

  private static void checkQuantity(JsonBody body, BigDecimal quantity) {
    try {
      if (new Quantity(quantity).value().signum() < 0) {
        body.problem("quantity", quantity.toPlainString() + " (expected: >= 0)");
      }
    } catch (QuantityException e) {
      body.problem("quantity", String.valueOf(e.getMessage()));
    }
  }

  private static <T> Map<String, T> choices(T[] values, Function<T, String> name) {
    Map<String, T> choices = new LinkedHashMap<>();
    Arrays.stream(values).forEach(value -> choices.put(name.apply(value), value));
    return choices;
  }
}

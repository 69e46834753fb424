package io.meterhouse.ratingengine.http;

import io.meterhouse.kit.http.JsonBody;
import io.meterhouse.kit.http.error.ApiException;
import io.meterhouse.metering.Quantity;
import io.meterhouse.metering.QuantityException;
import io.meterhouse.metering.TenantId;
import io.meterhouse.rating.RatedLine;
import io.meterhouse.rating.Rating;
import io.meterhouse.ratingengine.StoredModel;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** One price to calculate: which model, and of how much. */
record Calculation(TenantId tenant, String modelId, BigDecimal quantity) {

  private static final Map<String, String> SCOPE_TYPES =
      choices(
          "global",
          "deployment",
          "partner",
          "client",
          "merchant",
          "agent",
          "staff",
          "individual",
          "group",
          "segment",
          "contract");
  private static final Map<String, String> DEPLOYMENT_TYPES =
      choices("shared_saas", "partner_deployed", "self_hosted");

  static Calculation read(JsonBody body) {
    @Nullable TenantId tenant = ModelInput.tenant(body);
    String modelId = body.text("pricingModelId");
    body.text("itemType");
    BigDecimal quantity = body.decimal("quantity");
    checkQuantity(body, quantity);
    // They choose rules and overrides, of which there are none yet; wrong ones are refused already.
    body.optionalChoice("scopeType", SCOPE_TYPES);
    body.optionalText("scopeId");
    body.optionalChoice("deploymentType", DEPLOYMENT_TYPES);
    body.freeObject("metadata");
    body.check();
    return new Calculation(Objects.requireNonNull(tenant), modelId, quantity);
  }

  CalculationView with(StoredModel model, Instant now) {
    if (!model.active()) {
      throw ApiException.failedPrecondition(
          "pricing model %s is not active (expected: an active one)".formatted(model.id()));
    }
    RatedLine line = Rating.rate(model.config().draft().check(), quantity);
    List<RatedLine.Part> parts =
        line.breakdown().stream().filter(part -> !Rating.isBound(part)).toList();
    return new CalculationView(
        parts.stream().map(RatedLine.Part::subtotal).reduce(BigDecimal.ZERO, BigDecimal::add),
        line.breakdown().stream().filter(Rating::isBound).map(CalculationView::adjustment).toList(),
        line.totalAmount(),
        line.currency().getCurrencyCode(),
        parts,
        List.of(),
        List.of(),
        now);
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

  private static Map<String, String> choices(String... names) {
    return List.of(names).stream()
        .collect(
            Collectors.toMap(
                name -> name, name -> name, (a, b) -> a, java.util.LinkedHashMap::new));
  }
}

package io.meterhouse.ratingengine.pricing;

import io.meterhouse.rating.ModelDraft;
import io.meterhouse.rating.rule.PriceOverride;
import java.math.BigDecimal;
import java.util.Map;

/** The value of an override as the API shows it and as its column holds it. */
public final class OverrideContents {

  private OverrideContents() {}

  /** The fields of that value, ready to be written as JSON. */
  public static Map<String, Object> of(PriceOverride value) {
    return switch (value) {
      case PriceOverride.UnitPrice(BigDecimal price) -> Map.of("unitPrice", price);
      case PriceOverride.FixedAmount(BigDecimal amount) -> Map.of("amount", amount);
      case PriceOverride.PercentOff(BigDecimal percent) -> Map.of("percent", percent);
      case PriceOverride.AmountOff(BigDecimal amount) -> Map.of("amount", amount);
      case PriceOverride.Config(ModelDraft fields) -> ConfigView.fields(fields);
    };
  }
}

package io.meterhouse.ratingengine.pricing;

import io.meterhouse.kit.http.JsonBody;
import io.meterhouse.rating.ModelType;
import io.meterhouse.rating.rule.OverrideDraft;
import io.meterhouse.rating.rule.OverrideType;
import java.util.Map;

/**
 * Reads the value of an override, as it is sent and as it is stored. Only types are looked at here;
 * what is wrong is noted in the body.
 */
public final class OverrideReader {

  private static final Map<String, OverrideType> TYPES =
      Choices.of(OverrideType.values(), OverrideType::wireName);

  private OverrideReader() {}

  /** The API names of the types, in the order in which they are shown. */
  public static Map<String, OverrideType> types() {
    return TYPES;
  }

  /** The value, of an override of a model of type {@code model}. */
  public static OverrideDraft read(JsonBody value, OverrideType type, ModelType model) {
    return switch (type) {
      case PRICE ->
          new OverrideDraft.Price(
              value.optionalDecimal("unitPrice"),
              value.optionalDecimal("basePrice"),
              value.optionalDecimal("amount"));
      case DISCOUNT ->
          new OverrideDraft.Discount(
              value.optionalDecimal("percent"), value.optionalDecimal("amount"));
      case CONFIG -> new OverrideDraft.Config(ConfigReader.fields(value, model));
    };
  }
}

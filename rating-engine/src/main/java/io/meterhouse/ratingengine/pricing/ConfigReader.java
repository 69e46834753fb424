package io.meterhouse.ratingengine.pricing;

import io.meterhouse.kit.http.JsonBody;
import io.meterhouse.rating.ComponentDraft;
import io.meterhouse.rating.ConfigField;
import io.meterhouse.rating.ModelDraft;
import io.meterhouse.rating.ModelType;
import io.meterhouse.rating.SubscriptionPeriod;
import io.meterhouse.rating.TierDraft;
import io.meterhouse.rating.TierMode;
import java.math.BigDecimal;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Reads the {@code config} of a model, as it is sent and as it is stored. Only types are looked at
 * here; what is wrong is noted in the body.
 */
public final class ConfigReader {

  private static final Map<String, SubscriptionPeriod> PERIODS =
      Choices.of(SubscriptionPeriod.values(), SubscriptionPeriod::wireName);
  private static final Map<String, TierMode> TIER_MODES =
      Choices.of(TierMode.values(), TierMode::wireName);
  private static final Map<String, ModelType> TYPES =
      Choices.of(ModelType.values(), ModelType::wireName);

  private ConfigReader() {}

  /** The API names of the types, in the order in which they are shown. */
  public static Map<String, ModelType> types() {
    return TYPES;
  }

  /** The config of a model of that type. */
  public static ModelConfig read(JsonBody config, ModelType type) {
    return new ModelConfig(
        draft(config, type, ModelDraft.DEFAULT_CURRENCY),
        config.optionalText("usageMetric"),
        config.optionalText("usageUnit"));
  }

  /** The fields that are there, of a config of a model of that type that is said elsewhere. */
  public static ModelDraft fields(JsonBody fields, ModelType type) {
    return draft(fields, type, null);
  }

  private static ModelDraft draft(
      JsonBody config, ModelType type, @Nullable String defaultCurrency) {
    @Nullable String currency = config.optionalText("currency");
    return new ModelDraft(
        type,
        currency == null ? defaultCurrency : currency,
        numbers(config),
        config.optionalChoice(ConfigField.SUBSCRIPTION_PERIOD.wireName(), PERIODS),
        config.optionalChoice(ConfigField.TIER_MODE.wireName(), TIER_MODES),
        config.objects(ConfigField.TIERS.wireName()).stream().map(ConfigReader::tier).toList(),
        components(config));
  }

  private static Map<ConfigField, BigDecimal> numbers(JsonBody config) {
    Map<ConfigField, BigDecimal> numbers = new EnumMap<>(ConfigField.class);
    for (ConfigField field : ConfigField.numbers()) {
      BigDecimal number = config.optionalDecimal(field.wireName());
      if (number != null) {
        numbers.put(field, number);
      }
    }
    return numbers;
  }

  private static TierDraft tier(JsonBody tier) {
    return new TierDraft(
        tier.optionalDecimal("minQuantity"),
        tier.optionalDecimal("maxQuantity"),
        tier.optionalDecimal("unitPrice"),
        tier.optionalDecimal("percent"),
        tier.optionalDecimal("flatFee"));
  }

  private static List<ComponentDraft> components(JsonBody config) {
    return config.objects(ConfigField.COMPONENTS.wireName()).stream()
        .map(ConfigReader::component)
        .toList();
  }

  /** Without a known type, the config is read as some type's, for its unknown fields alone. */
  private static ComponentDraft component(JsonBody component) {
    @Nullable ModelType type = component.choice("type", TYPES);
    return new ComponentDraft(
        component.optionalDecimal("weight"),
        draft(component.object("config"), type == null ? ModelType.FLAT : type, null));
  }
}

package io.meterhouse.rating;

import static io.meterhouse.rating.ConfigField.BASE_PRICE;
import static io.meterhouse.rating.ConfigField.COMPONENTS;
import static io.meterhouse.rating.ConfigField.FREE_QUANTITY;
import static io.meterhouse.rating.ConfigField.INCLUDED_QUANTITY;
import static io.meterhouse.rating.ConfigField.OVERAGE_UNIT_PRICE;
import static io.meterhouse.rating.ConfigField.PACKAGE_SIZE;
import static io.meterhouse.rating.ConfigField.PERCENT;
import static io.meterhouse.rating.ConfigField.REVENUE_SHARE_PERCENT;
import static io.meterhouse.rating.ConfigField.SUBSCRIPTION_PERIOD;
import static io.meterhouse.rating.ConfigField.TIERS;
import static io.meterhouse.rating.ConfigField.TIER_MODE;

import java.util.Arrays;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** Which fields the config of each type has, beside minimum and maximum, which all may have. */
final class ModelFields {

  private static final String MAY_BE_ABSENT = "";

  private final ModelType type;

  /** What each field is to the type; empty where it may be absent. */
  private final Map<ConfigField, String> meanings = new EnumMap<>(ConfigField.class);

  private ModelFields(ModelType type) {
    this.type = type;
  }

  static ModelFields of(ModelType type) {
    ModelFields fields = new ModelFields(type);
    return switch (type) {
      case FLAT, USAGE_BASED -> fields.need(BASE_PRICE, "the price per unit").allow(FREE_QUANTITY);
      case TIERED -> fields.need(TIERS, "the tiers").allow(TIER_MODE).allow(FREE_QUANTITY);
      case SUBSCRIPTION ->
          fields
              .need(BASE_PRICE, "the fee for one period")
              .need(SUBSCRIPTION_PERIOD, "daily, weekly, monthly, quarterly or yearly");
      case REVENUE_SHARE ->
          fields
              .need(REVENUE_SHARE_PERCENT, "the share of the revenue, 0 to 100")
              .allow(FREE_QUANTITY);
      case HYBRID -> fields.need(COMPONENTS, "the models that it adds up");
      case PACKAGE ->
          fields
              .need(BASE_PRICE, "the price of a package")
              .need(PACKAGE_SIZE, "the units in a package")
              .allow(FREE_QUANTITY);
      case PERCENTAGE ->
          fields.need(PERCENT, "the percentage of the amount metered").allow(FREE_QUANTITY);
      case GRADUATED_PERCENTAGE, STAIRSTEP -> fields.need(TIERS, "the tiers").allow(FREE_QUANTITY);
      case DYNAMIC -> fields;
      case COMMITTED_CAPACITY ->
          fields
              .need(BASE_PRICE, "the fee of the commitment")
              .need(INCLUDED_QUANTITY, "the quantity that the fee covers")
              .need(OVERAGE_UNIT_PRICE, "the price of a unit above the included ones");
    };
  }

  boolean has(ConfigField field) {
    return meanings.containsKey(field);
  }

  /** Why a draft without the field is refused; empty where it may be absent. */
  Optional<String> missing(ConfigField field) {
    return Optional.ofNullable(meanings.get(field))
        .filter(meaning -> !meaning.equals(MAY_BE_ABSENT))
        .map(
            meaning ->
                "missing (expected: %s, which a %s model needs)"
                    .formatted(meaning, type.wireName()));
  }

  /** Why a draft with a field that the type does not have is refused. */
  String notUsed() {
    String own =
        Arrays.stream(ConfigField.values())
            .filter(this::has)
            .map(ConfigField::wireName)
            .collect(Collectors.joining(", "));
    return "not used by a %s model (expected: %s)"
        .formatted(type.wireName(), own.isEmpty() ? "none" : own);
  }

  private ModelFields need(ConfigField field, String meaning) {
    meanings.put(field, meaning);
    return this;
  }

  private ModelFields allow(ConfigField field) {
    return need(field, MAY_BE_ABSENT);
  }
}

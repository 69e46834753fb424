package io.meterhouse.rating;

import java.util.Arrays;
import java.util.List;

/**
 * The fields of a model's {@code config} that say what something costs, in the order in which they
 * are shown. Which of them a model has depends on its {@link ModelType}.
 */
public enum ConfigField {
  BASE_PRICE("basePrice", true),
  MINIMUM_CHARGE("minimumCharge", true),
  MAXIMUM_CHARGE("maximumCharge", true),
  REVENUE_SHARE_PERCENT("revenueSharePercent", true),
  PERCENT("percent", true),
  PACKAGE_SIZE("packageSize", true),
  INCLUDED_QUANTITY("includedQuantity", true),
  OVERAGE_UNIT_PRICE("overageUnitPrice", true),
  FREE_QUANTITY("freeQuantity", true),
  SUBSCRIPTION_PERIOD("subscriptionPeriod", false),
  TIER_MODE("tierMode", false),
  TIERS("tiers", false),
  COMPONENTS("components", false);

  private static final List<ConfigField> NUMBERS =
      Arrays.stream(values()).filter(ConfigField::isNumber).toList();

  private final String wireName;
  private final boolean number;

  ConfigField(String wireName, boolean number) {
    this.wireName = wireName;
    this.number = number;
  }

  /** The name in the API: {@code basePrice}. */
  public String wireName() {
    return wireName;
  }

  /** The fields that hold a number. */
  public static List<ConfigField> numbers() {
    return NUMBERS;
  }

  boolean isNumber() {
    return number;
  }

  /** Minimum and maximum, which every model may have and no component. */
  boolean isBound() {
    return this == MINIMUM_CHARGE || this == MAXIMUM_CHARGE;
  }
}

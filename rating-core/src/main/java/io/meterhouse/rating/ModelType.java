package io.meterhouse.rating;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** The kinds of pricing model of the pricing API. */
public enum ModelType {
  /** A fixed price per unit. */
  FLAT,
  /** A price per unit of metered consumption. */
  USAGE_BASED,
  /** Tiers with prices per unit, graduated or by volume. */
  TIERED,
  /** A recurring fee. */
  SUBSCRIPTION,
  /** A share of revenue. */
  REVENUE_SHARE,
  /** Several models of one quantity, added up. */
  HYBRID,
  /** A price for each package of units that is begun. */
  PACKAGE,
  /** A percentage of a metered amount. */
  PERCENTAGE,
  /** Percentages of the parts of a metered amount. */
  GRADUATED_PERCENTAGE,
  /** One amount for the tier that is reached. */
  STAIRSTEP,
  /** What is metered is the amount. */
  DYNAMIC,
  /** A fee that covers a quantity, and a price above it. */
  COMMITTED_CAPACITY;

  /** The name in the API: {@code usage_based}. */
  public String wireName() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** The type of that API name, if there is one; letter case counts. */
  public static Optional<ModelType> ofWireName(String name) {
    return Arrays.stream(values()).filter(type -> type.wireName().equals(name)).findFirst();
  }
}

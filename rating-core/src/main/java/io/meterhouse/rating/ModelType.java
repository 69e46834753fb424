package io.meterhouse.rating;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;

/** The kinds of pricing model of the pricing API; not every one can be used yet. */
public enum ModelType {
  /** A fixed price per unit. */
  FLAT(true),
  /** A price per unit of metered consumption. */
  USAGE_BASED(true),
  /** Graduated tiers: each unit at the price of the tier that it falls into. */
  TIERED(true),
  /** A recurring fee. */
  SUBSCRIPTION(false),
  /** A share of revenue. */
  REVENUE_SHARE(false),
  /** Several models combined. */
  HYBRID(false);

  private final boolean built;

  ModelType(boolean built) {
    this.built = built;
  }

  /** Whether a model of this type can be created and rated. */
  public boolean isBuilt() {
    return built;
  }

  /** The name in the API: {@code usage_based}. */
  public String wireName() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** The type of that API name, if there is one; letter case counts. */
  public static Optional<ModelType> ofWireName(String name) {
    return Arrays.stream(values()).filter(type -> type.wireName().equals(name)).findFirst();
  }

  /** The API names of the types that can be used, for messages. */
  public static String builtNames() {
    return Arrays.stream(values())
        .filter(ModelType::isBuilt)
        .map(ModelType::wireName)
        .collect(Collectors.joining(", "));
  }
}

package io.meterhouse.rating.rule;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** What an override replaces. */
public enum OverrideType {
  /** The price of a unit, or the amount. */
  PRICE,
  /** Nothing; it takes something off. */
  DISCOUNT,
  /** Fields of the model's config. */
  CONFIG;

  /** The name in the API: {@code price}. */
  public String wireName() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** The one of that API name, if there is one; letter case counts. */
  public static Optional<OverrideType> ofWireName(String name) {
    return Arrays.stream(values()).filter(one -> one.wireName().equals(name)).findFirst();
  }
}

package io.meterhouse.rating.rule;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** What the value of a discount or surcharge counts. */
public enum AmountUnit {
  /** Hundredths of the amount that the rule meets. */
  PERCENT,
  /** The model's currency. */
  FIXED;

  /** The name in the API: {@code percent}. */
  public String wireName() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** The one of that API name, if there is one; letter case counts. */
  public static Optional<AmountUnit> ofWireName(String name) {
    return Arrays.stream(values()).filter(one -> one.wireName().equals(name)).findFirst();
  }
}

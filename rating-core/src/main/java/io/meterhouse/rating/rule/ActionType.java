package io.meterhouse.rating.rule;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** What an action does to the amount. */
public enum ActionType {
  /** Takes a share of the amount, or a fixed amount, off. */
  APPLY_DISCOUNT,
  /** Puts a share of the amount, or a fixed amount, on top. */
  APPLY_SURCHARGE,
  /** Makes the whole amount this, before minimum and maximum. */
  SET_PRICE,
  /** Multiplies the amount. */
  APPLY_MULTIPLIER,
  /** Adds an amount after everything else of its priority. */
  ADD_FEE,
  /** Makes the item cost nothing, whatever the other rules say. */
  SKIP;

  /** The name in the API: {@code apply_discount}. */
  public String wireName() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** The one of that API name, if there is one; letter case counts. */
  public static Optional<ActionType> ofWireName(String name) {
    return Arrays.stream(values()).filter(one -> one.wireName().equals(name)).findFirst();
  }
}

package io.meterhouse.rating;

import java.util.Locale;

/** How the tiers of a {@code tiered} model apply to a quantity. */
public enum TierMode {
  /** Each unit at the price of its tier; of a model that names no mode. */
  GRADUATED,
  /** All units at the price of the tier that the whole quantity reaches. */
  VOLUME;

  /** The name in the API: {@code graduated}. */
  public String wireName() {
    return name().toLowerCase(Locale.ROOT);
  }
}

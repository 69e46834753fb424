package io.meterhouse.metering;

import java.math.BigDecimal;

/** One form for each numeric value, so that records that hold decimals compare by value. */
final class Decimals {

  private Decimals() {}

  /** The value with the smallest scale that is not negative. */
  static BigDecimal canonical(BigDecimal value) {
    if (value.scale() == 0) {
      return value;
    }
    BigDecimal stripped = value.stripTrailingZeros();
    return stripped.scale() < 0 ? stripped.setScale(0) : stripped;
  }
}

package io.meterhouse.rating;

import java.math.BigDecimal;

/** Small helpers over exact decimals. */
final class Amounts {

  private Amounts() {}

  /**
   * The same number without trailing zeros and without an exponent, so that lines rated from equal
   * inputs are equal as records and print alike, however many zeros a column added.
   */
  static BigDecimal canonical(BigDecimal value) {
    BigDecimal stripped = value.stripTrailingZeros();
    return stripped.scale() < 0 ? stripped.setScale(0) : stripped;
  }

  static boolean isNegative(BigDecimal value) {
    return value.signum() < 0;
  }

  static BigDecimal requireNotNegative(String name, BigDecimal value) {
    if (isNegative(value)) {
      throw new IllegalArgumentException(name + ": " + value.toPlainString() + " (expected: >= 0)");
    }
    return canonical(value);
  }
}

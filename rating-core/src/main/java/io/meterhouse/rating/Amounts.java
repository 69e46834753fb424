package io.meterhouse.rating;

import java.math.BigDecimal;
import java.math.RoundingMode;

/** Small helpers over exact decimals. */
public final class Amounts {

  private Amounts() {}

  /**
   * The same number without trailing zeros and without an exponent, so that lines rated from equal
   * inputs are equal as records and print alike, however many zeros a column added.
   */
  public static BigDecimal canonical(BigDecimal value) {
    // A whole number has no zeros to lose: taking 1000 apart to 1E+3 and back costs more than
    // rating.
    BigDecimal stripped = value.scale() > 0 ? value.stripTrailingZeros() : value;
    return stripped.scale() < 0 ? stripped.setScale(0) : stripped;
  }

  static boolean isNegative(BigDecimal value) {
    return value.signum() < 0;
  }

  /**
   * That value, canonical.
   *
   * @throws IllegalArgumentException if it is below 0
   */
  public static BigDecimal requireNotNegative(String name, BigDecimal value) {
    if (isNegative(value)) {
      throw new IllegalArgumentException(name + ": " + value.toPlainString() + " (expected: >= 0)");
    }
    return canonical(value);
  }

  static BigDecimal requirePositive(String name, BigDecimal value) {
    if (value.signum() <= 0) {
      throw new IllegalArgumentException(name + ": " + value.toPlainString() + " (expected: > 0)");
    }
    return canonical(value);
  }

  /** A percentage as a factor; exact. */
  public static BigDecimal hundredth(BigDecimal percent) {
    return percent.movePointLeft(2);
  }

  /** What a unit cost on average, to show; {@code ofNone} where there was no unit. */
  static BigDecimal average(BigDecimal amount, BigDecimal quantity, BigDecimal ofNone) {
    return quantity.signum() == 0
        ? ofNone
        : amount.divide(quantity, RatedLine.AVERAGE_PRICE_DIGITS, RoundingMode.HALF_UP);
  }
}

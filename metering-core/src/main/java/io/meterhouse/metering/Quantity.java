package io.meterhouse.metering;

import java.math.BigDecimal;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * An exact measured value: at most {@value #MAX_INTEGER_DIGITS} integer and {@value
 * #MAX_FRACTION_DIGITS} fraction digits. Zeros at the end of the fraction say nothing about the
 * value and do not count. Two quantities of one numeric value are equal, however they were written.
 */
public record Quantity(BigDecimal value) implements Comparable<Quantity> {

  public static final int MAX_INTEGER_DIGITS = 26;
  public static final int MAX_FRACTION_DIGITS = 12;

  /** No value within the limits needs more; bounds the work that a hostile literal can cause. */
  public static final int MAX_LITERAL_CHARS = 256;

  public static final String VALUE_NOT_A_NUMBER = "VALUE_NOT_A_NUMBER";
  public static final String VALUE_TOO_PRECISE = "VALUE_TOO_PRECISE";
  public static final String VALUE_TOO_LARGE = "VALUE_TOO_LARGE";

  private static final Pattern JSON_NUMBER =
      Pattern.compile("-?(0|[1-9][0-9]*)(\\.[0-9]+)?([eE][+-]?[0-9]+)?");

  /** Fits a long without a thought about overflow. */
  private static final int MAX_SHORT_DIGITS = 18;

  /**
   * @throws QuantityException VALUE_TOO_LARGE or VALUE_TOO_PRECISE
   */
  public Quantity {
    value = within(value, null);
  }

  /**
   * Reads a number as JSON writes it, with or without exponent.
   *
   * @throws QuantityException VALUE_NOT_A_NUMBER, VALUE_TOO_PRECISE or VALUE_TOO_LARGE
   */
  public static Quantity parse(String literal) {
    return new Quantity(parseExact(literal));
  }

  /**
   * Refuses a value beyond the limits.
   *
   * @throws QuantityException VALUE_TOO_LARGE or VALUE_TOO_PRECISE
   */
  public static void check(BigDecimal value) {
    within(value, null);
  }

  @Override
  public int compareTo(Quantity other) {
    return value.compareTo(other.value);
  }

  @Override
  public String toString() {
    return value.toPlainString();
  }

  private static BigDecimal parseExact(String literal) {
    if (isShortInteger(literal)) {
      return BigDecimal.valueOf(Long.parseLong(literal));
    }
    if (literal.length() > MAX_LITERAL_CHARS) {
      throw new QuantityException(
          VALUE_TOO_LARGE,
          "value: "
              + Shown.of(literal)
              + " (expected: a number of at most "
              + MAX_LITERAL_CHARS
              + " characters)");
    }
    if (!JSON_NUMBER.matcher(literal).matches()) {
      throw new QuantityException(
          VALUE_NOT_A_NUMBER,
          "value: " + Shown.of(literal) + " (expected: a decimal number such as 120 or 0.25)");
    }
    try {
      return within(new BigDecimal(literal), literal);
    } catch (NumberFormatException e) {
      // The grammar held, so it is the exponent that no decimal can carry.
      throw literal.matches(".*[eE]-.*") ? tooPrecise(literal) : tooLarge(literal);
    }
  }

  private static boolean isShortInteger(String literal) {
    int length = literal.length();
    if (length == 0 || length > MAX_SHORT_DIGITS || (length > 1 && literal.charAt(0) == '0')) {
      return false;
    }
    for (int i = 0; i < length; i++) {
      char c = literal.charAt(i);
      if (c < '0' || c > '9') {
        return false;
      }
    }
    return true;
  }

  private static BigDecimal within(BigDecimal value, @Nullable String literal) {
    if (value.signum() == 0) {
      return BigDecimal.ZERO;
    }
    BigDecimal stripped = value.scale() == 0 ? value : value.stripTrailingZeros();
    // In long: precision - scale of an extreme exponent leaves the range of int.
    if ((long) stripped.precision() - stripped.scale() > MAX_INTEGER_DIGITS) {
      throw tooLarge(literal == null ? value.toString() : literal);
    }
    if (stripped.scale() > MAX_FRACTION_DIGITS) {
      throw tooPrecise(literal == null ? value.toString() : literal);
    }
    return Decimals.canonical(stripped);
  }

  private static QuantityException tooLarge(String literal) {
    return new QuantityException(
        VALUE_TOO_LARGE,
        "value: "
            + Shown.of(literal)
            + " (expected: at most "
            + MAX_INTEGER_DIGITS
            + " integer digits)");
  }

  private static QuantityException tooPrecise(String literal) {
    return new QuantityException(
        VALUE_TOO_PRECISE,
        "value: "
            + Shown.of(literal)
            + " (expected: at most "
            + MAX_FRACTION_DIGITS
            + " fraction digits)");
  }
}

package io.meterhouse.rating;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Currency;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Collects what is wrong with a draft, so that its author hears everything at once. */
public final class Problems {

  /** Digits before the decimal point that a price, charge or tier bound may have. */
  static final int MAX_INTEGER_DIGITS = 18;

  /** Digits after it. */
  static final int MAX_FRACTION_DIGITS = 18;

  private final List<Problem> found = new ArrayList<>();

  /** Notes a reason. */
  public void add(String field, String reason) {
    found.add(new Problem(field, reason));
  }

  /** All that was noted, in the order in which it was. */
  public List<Problem> found() {
    return List.copyOf(found);
  }

  /**
   * Returns where nothing was noted.
   *
   * @throws InvalidModelException with every reason
   */
  public void throwIfAny() {
    if (!found.isEmpty()) {
      throw new InvalidModelException(found);
    }
  }

  /** Adds a problem unless the value is a price: 0 or more, with a bounded number of digits. */
  public boolean checkPrice(String field, BigDecimal value) {
    int before = found.size();
    if (Amounts.isNegative(value)) {
      add(field, show(value) + " (expected: >= 0)");
    } else {
      checkDigits(field, value);
    }
    return found.size() == before;
  }

  /** Adds a problem where the value has more digits than are kept. */
  public void checkDigits(String field, BigDecimal value) {
    if (isTooLong(value)) {
      add(
          field,
          "%s (expected: at most %d digits before and %d after the decimal point)"
              .formatted(show(value), MAX_INTEGER_DIGITS, MAX_FRACTION_DIGITS));
    }
  }

  /** Adds a problem unless the value is 0 to 100. */
  public void checkShare(String field, BigDecimal percent) {
    if (checkPrice(field, percent) && percent.compareTo(RevenueShare.ALL) > 0) {
      add(field, "%s (expected: at most 100)".formatted(show(percent)));
    }
  }

  /** Adds a problem where the value is 0. */
  void checkPositive(String field, BigDecimal value) {
    if (value.signum() == 0) {
      add(field, "0 (expected: above 0)");
    }
  }

  /** As a price, and payable: no more decimals than the currency has. */
  void checkCharge(String field, @Nullable BigDecimal value, Currency currency) {
    if (value == null || !checkPrice(field, value)) {
      return;
    }
    int digits = Money.minorUnitDigits(currency);
    if (value.stripTrailingZeros().scale() > digits) {
      add(
          field,
          "%s (expected: at most %d decimals, as %s has)"
              .formatted(show(value), digits, currency.getCurrencyCode()));
    }
  }

  /** The digits as they came; a number too long to print keeps its exponent. */
  public static String show(BigDecimal value) {
    return isTooLong(value) ? value.toString() : value.toPlainString();
  }

  private static boolean isTooLong(BigDecimal value) {
    BigDecimal stripped = value.stripTrailingZeros();
    return stripped.scale() > MAX_FRACTION_DIGITS
        || (long) stripped.precision() - stripped.scale() > MAX_INTEGER_DIGITS;
  }
}

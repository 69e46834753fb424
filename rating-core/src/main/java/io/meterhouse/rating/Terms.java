package io.meterhouse.rating;

import java.math.BigDecimal;
import java.util.Currency;
import org.jspecify.annotations.Nullable;

/**
 * What every pricing model has beside its prices: its currency and the least and most that one item
 * costs. A missing bound does not bind.
 */
public record Terms(
    Currency currency, @Nullable BigDecimal minimumCharge, @Nullable BigDecimal maximumCharge) {

  /** Checks that the bounds are not negative and do not cross. */
  public Terms {
    minimumCharge =
        minimumCharge == null ? null : Amounts.requireNotNegative("minimumCharge", minimumCharge);
    maximumCharge =
        maximumCharge == null ? null : Amounts.requireNotNegative("maximumCharge", maximumCharge);
    if (minimumCharge != null
        && maximumCharge != null
        && minimumCharge.compareTo(maximumCharge) > 0) {
      throw new IllegalArgumentException(
          "minimumCharge: %s (expected: <= maximumCharge %s)"
              .formatted(minimumCharge, maximumCharge));
    }
  }

  /** Terms without a minimum or maximum. */
  public static Terms in(Currency currency) {
    return new Terms(currency, null, null);
  }
}

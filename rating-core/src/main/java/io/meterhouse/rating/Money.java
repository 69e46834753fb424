package io.meterhouse.rating;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.Currency;
import java.util.Optional;

/**
 * Currencies and their minor units (ISO 4217: JPY 0, USD 2, KWD 3 decimals), and the one place
 * where money is rounded.
 */
public final class Money {

  private Money() {}

  /**
   * The currency of an ISO 4217 code. Empty where there is none of that code, or one without a
   * minor unit (XAU, XXX): nothing could be rounded to it.
   */
  public static Optional<Currency> currency(String code) {
    return Currency.availableCurrencies()
        .filter(currency -> currency.getCurrencyCode().equals(code))
        .filter(currency -> currency.getDefaultFractionDigits() >= 0)
        .findFirst();
  }

  /** Decimals of the currency's minor unit. */
  public static int minorUnitDigits(Currency currency) {
    return currency.getDefaultFractionDigits();
  }

  /** Rounds half up to the currency's minor unit. Once per billing item, never in between. */
  public static BigDecimal round(BigDecimal preciseAmount, Currency currency) {
    return preciseAmount.setScale(minorUnitDigits(currency), RoundingMode.HALF_UP);
  }
}

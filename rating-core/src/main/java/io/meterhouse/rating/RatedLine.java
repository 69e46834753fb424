package io.meterhouse.rating;

import java.math.BigDecimal;
import java.util.Currency;
import java.util.List;

/**
 * What one quantity costs, and why. All decimals are in their shortest form, {@code totalAmount}
 * has the currency's decimals; lines rated from equal inputs are equal.
 *
 * @param quantity what was used; may be negative, see {@link Rating#rate}
 * @param unitPrice to show; where units cost differently the average, rounded to {@link
 *     #AVERAGE_PRICE_DIGITS}
 * @param preciseAmount exactly the sum of the breakdown
 * @param totalAmount the precise amount rounded once, half up, to the minor unit
 */
public record RatedLine(
    BigDecimal quantity,
    BigDecimal unitPrice,
    BigDecimal preciseAmount,
    BigDecimal totalAmount,
    Currency currency,
    List<Part> breakdown) {

  /** Decimals of an average unit price, which is for show. */
  public static final int AVERAGE_PRICE_DIGITS = 12;

  /** Keeps a copy of the breakdown. */
  public RatedLine {
    breakdown = List.copyOf(breakdown);
  }

  /** Usage that has no price: its quantity, and nothing to pay. */
  public static RatedLine unpriced(BigDecimal quantity, Currency currency) {
    return new RatedLine(
        Amounts.canonical(quantity),
        BigDecimal.ZERO,
        BigDecimal.ZERO,
        Money.round(BigDecimal.ZERO, currency),
        currency,
        List.of());
  }

  /** One line of the breakdown: {@code subtotal = quantity × unitPrice}, exactly. */
  public record Part(
      String component, BigDecimal quantity, BigDecimal unitPrice, BigDecimal subtotal) {

    static Part of(String component, BigDecimal quantity, BigDecimal unitPrice) {
      return new Part(
          component,
          Amounts.canonical(quantity),
          Amounts.canonical(unitPrice),
          Amounts.canonical(quantity.multiply(unitPrice)));
    }

    static Part once(String component, BigDecimal amount) {
      return of(component, BigDecimal.ONE, amount);
    }
  }
}

package io.meterhouse.rating;

import java.math.BigDecimal;
import java.util.Currency;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

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

  /**
   * One line of the breakdown: {@code subtotal = quantity × unitPrice}, exactly.
   *
   * @param cause what changed the price; null: the line is one of the model's own
   */
  public record Part(
      String component,
      BigDecimal quantity,
      BigDecimal unitPrice,
      BigDecimal subtotal,
      @Nullable Cause cause) {

    /** A line of the model's own. */
    public Part(String component, BigDecimal quantity, BigDecimal unitPrice, BigDecimal subtotal) {
      this(component, quantity, unitPrice, subtotal, null);
    }

    /** What a rule, an override or a bound adds to or takes from the price. */
    public static Part caused(Cause cause, String component, BigDecimal amount) {
      BigDecimal exact = Amounts.canonical(amount);
      return new Part(component, BigDecimal.ONE, exact, exact, cause);
    }

    /** The same line under another name. */
    public Part named(String name) {
      return new Part(name, quantity, unitPrice, subtotal, cause);
    }

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

  /**
   * Why a line is there that is not the model's own.
   *
   * @param type {@code apply_discount} and the other actions of rules, {@code override_price},
   *     {@code override_discount}, {@code minimum_charge}, {@code maximum_charge}
   */
  public record Cause(String type, @Nullable UUID ruleId, @Nullable UUID overrideId) {

    /** Neither of a rule nor of an override. */
    public static Cause of(String type) {
      return new Cause(type, null, null);
    }
  }
}

package io.meterhouse.rating.rule;

import io.meterhouse.rating.Amounts;
import java.math.BigDecimal;
import java.util.Optional;

/** Applies overrides to the amount that a model came to. */
public final class PriceOverrides {

  private PriceOverrides() {}

  /**
   * What the override adds to the amount, exactly. A discount takes at most the amount. A negative
   * quantity costs as much as none.
   *
   * @return empty for a config, which changes the model before there is an amount
   */
  public static Optional<Adjustment> apply(
      BigDecimal amount, BigDecimal quantity, ModelOverride override) {
    return switch (override.value()) {
      case PriceOverride.UnitPrice(BigDecimal price) ->
          price(amount, price.multiply(quantity.max(BigDecimal.ZERO)), override);
      case PriceOverride.FixedAmount(BigDecimal fixed) -> price(amount, fixed, override);
      case PriceOverride.PercentOff(BigDecimal percent) ->
          discount(amount, amount.multiply(Amounts.hundredth(percent)), override);
      case PriceOverride.AmountOff(BigDecimal off) -> discount(amount, off, override);
      case PriceOverride.Config _ -> Optional.empty();
    };
  }

  private static Optional<Adjustment> price(
      BigDecimal amount, BigDecimal price, ModelOverride override) {
    return adjustment(Adjustment.OVERRIDE_PRICE, price.subtract(amount), override);
  }

  private static Optional<Adjustment> discount(
      BigDecimal amount, BigDecimal off, ModelOverride override) {
    BigDecimal there = amount.max(BigDecimal.ZERO);
    BigDecimal taken = off.max(BigDecimal.ZERO).min(there);
    return adjustment(Adjustment.OVERRIDE_DISCOUNT, taken.negate(), override);
  }

  private static Optional<Adjustment> adjustment(
      String type, BigDecimal change, ModelOverride override) {
    return Optional.of(new Adjustment(type, change, override.reason(), null, override.id()));
  }
}

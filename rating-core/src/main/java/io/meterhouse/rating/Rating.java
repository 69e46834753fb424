package io.meterhouse.rating;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;

/** Rates a quantity: the one published order in which a price comes about. */
public final class Rating {

  /** Part of a breakdown that lifts the amount to the minimum. */
  public static final String MINIMUM_CHARGE = "Minimum charge";

  /** Part of a breakdown that cuts the amount to the maximum. */
  public static final String MAXIMUM_CHARGE = "Maximum charge";

  private Rating() {}

  /** Whether the part comes from a minimum or maximum and not from the model's own prices. */
  public static boolean isBound(RatedLine.Part part) {
    return part.component().equals(MINIMUM_CHARGE) || part.component().equals(MAXIMUM_CHARGE);
  }

  /**
   * What {@code quantity} costs under {@code model}, in this order: the model's own parts, then the
   * minimum charge, then the maximum charge, then one rounding. Minimum and maximum appear in the
   * breakdown as what they add or take away.
   *
   * <p>A negative quantity (corrections above what was used) costs as much as none: nothing, or the
   * minimum. It never becomes a credit by itself.
   */
  public static RatedLine rate(PricingModel model, BigDecimal quantity) {
    BigDecimal billed = quantity.max(BigDecimal.ZERO);
    List<RatedLine.Part> breakdown = new ArrayList<>(model.parts(billed));
    BigDecimal modelAmount = sum(breakdown);
    BigDecimal precise = withinBounds(model.terms(), modelAmount, breakdown);
    return new RatedLine(
        Amounts.canonical(quantity),
        Amounts.canonical(model.unitPrice(billed, modelAmount)),
        Amounts.canonical(precise),
        Money.round(precise, model.terms().currency()),
        model.terms().currency(),
        breakdown);
  }

  private static BigDecimal withinBounds(
      Terms terms, BigDecimal amount, List<RatedLine.Part> breakdown) {
    BigDecimal minimum = terms.minimumCharge();
    if (minimum != null && amount.compareTo(minimum) < 0) {
      breakdown.add(RatedLine.Part.once(MINIMUM_CHARGE, minimum.subtract(amount)));
      return minimum;
    }
    BigDecimal maximum = terms.maximumCharge();
    if (maximum != null && amount.compareTo(maximum) > 0) {
      breakdown.add(RatedLine.Part.once(MAXIMUM_CHARGE, maximum.subtract(amount)));
      return maximum;
    }
    return amount;
  }

  private static BigDecimal sum(List<RatedLine.Part> parts) {
    BigDecimal sum = BigDecimal.ZERO;
    for (RatedLine.Part part : parts) {
      sum = sum.add(part.subtotal());
    }
    return sum;
  }
}

package io.meterhouse.rating;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;

/** Rates a quantity: the one published order in which a price comes about. */
public final class Rating {

  /** The cause of the part that lifts the amount to the minimum. */
  public static final RatedLine.Cause MINIMUM_CHARGE = RatedLine.Cause.of("minimum_charge");

  /** The cause of the part that cuts the amount to the maximum. */
  public static final RatedLine.Cause MAXIMUM_CHARGE = RatedLine.Cause.of("maximum_charge");

  private Rating() {}

  /**
   * What {@code quantity} costs under {@code model}, in this order: the model's own parts, then the
   * minimum charge, then the maximum charge, then one rounding. Minimum and maximum appear in the
   * breakdown as what they add or take away.
   *
   * <p>A negative quantity (corrections above what was used) costs as much as none: nothing, or the
   * minimum. It never becomes a credit by itself.
   */
  public static RatedLine rate(PricingModel model, BigDecimal quantity) {
    BigDecimal billed = billed(quantity);
    List<RatedLine.Part> parts = model.parts(billed);
    return bounded(model.terms(), quantity, model.unitPrice(billed, sum(parts)), parts);
  }

  /** What is billed of a quantity: itself, or nothing where it is negative. */
  public static BigDecimal billed(BigDecimal quantity) {
    return quantity.max(BigDecimal.ZERO);
  }

  /** The price of a unit to show for that quantity. */
  public static BigDecimal unitPrice(PricingModel model, BigDecimal quantity) {
    BigDecimal billed = billed(quantity);
    return model.unitPrice(billed, sum(model.parts(billed)));
  }

  /** The average price of a unit to show; zero where there was none. */
  public static BigDecimal average(BigDecimal amount, BigDecimal quantity) {
    return Amounts.average(amount, quantity, BigDecimal.ZERO);
  }

  /** The end of the order for parts that are complete: minimum, maximum, one rounding. */
  public static RatedLine bounded(
      Terms terms, BigDecimal quantity, BigDecimal unitPrice, List<RatedLine.Part> parts) {
    List<RatedLine.Part> breakdown = new ArrayList<>(parts);
    return rounded(
        terms, quantity, unitPrice, withinBounds(terms, sum(parts), breakdown), breakdown);
  }

  /** As {@link #bounded}, where neither minimum nor maximum binds. */
  public static RatedLine unbounded(
      Terms terms, BigDecimal quantity, BigDecimal unitPrice, List<RatedLine.Part> parts) {
    return rounded(terms, quantity, unitPrice, sum(parts), parts);
  }

  private static RatedLine rounded(
      Terms terms,
      BigDecimal quantity,
      BigDecimal unitPrice,
      BigDecimal precise,
      List<RatedLine.Part> breakdown) {
    return new RatedLine(
        Amounts.canonical(quantity),
        Amounts.canonical(unitPrice),
        Amounts.canonical(precise),
        Money.round(precise, terms.currency()),
        terms.currency(),
        breakdown);
  }

  private static BigDecimal withinBounds(
      Terms terms, BigDecimal amount, List<RatedLine.Part> breakdown) {
    BigDecimal minimum = terms.minimumCharge();
    if (minimum != null && amount.compareTo(minimum) < 0) {
      breakdown.add(
          RatedLine.Part.caused(MINIMUM_CHARGE, "Minimum charge", minimum.subtract(amount)));
      return minimum;
    }
    BigDecimal maximum = terms.maximumCharge();
    if (maximum != null && amount.compareTo(maximum) > 0) {
      breakdown.add(
          RatedLine.Part.caused(MAXIMUM_CHARGE, "Maximum charge", maximum.subtract(amount)));
      return maximum;
    }
    return amount;
  }

  /** What the parts come to. */
  public static BigDecimal sum(List<RatedLine.Part> parts) {
    BigDecimal sum = BigDecimal.ZERO;
    for (RatedLine.Part part : parts) {
      sum = sum.add(part.subtotal());
    }
    return sum;
  }
}

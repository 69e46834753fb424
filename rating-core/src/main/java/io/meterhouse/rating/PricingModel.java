package io.meterhouse.rating;

import java.math.BigDecimal;
import java.util.List;

/** How a quantity becomes money. Immutable; {@link Rating#rate} puts it to use. */
public sealed interface PricingModel
    permits Flat,
        UsageBased,
        Graduated,
        Volume,
        Subscription,
        RevenueShare,
        Hybrid,
        PackagePrice,
        Percentage,
        GraduatedPercentage,
        Stairstep,
        Dynamic,
        CommittedCapacity,
        FreeAllowance {

  /** Currency, minimum and maximum. */
  Terms terms();

  /**
   * The parts that the quantity costs before minimum and maximum, at full precision.
   *
   * @param quantity not negative
   */
  List<RatedLine.Part> parts(BigDecimal quantity);

  /**
   * The price of one unit to show beside the quantity; money is never computed from it.
   *
   * @param quantity not negative
   * @param amount sum of {@link #parts}
   */
  BigDecimal unitPrice(BigDecimal quantity, BigDecimal amount);
}

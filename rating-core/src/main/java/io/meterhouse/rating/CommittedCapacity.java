package io.meterhouse.rating;

import java.math.BigDecimal;
import java.util.List;

/**
 * A commitment: a fee that covers usage up to and including a quantity and is due however little of
 * it was used, and a price for each unit above.
 */
public record CommittedCapacity(
    BigDecimal fee, BigDecimal includedQuantity, BigDecimal overageUnitPrice, Terms terms)
    implements PricingModel {

  /** Checks that neither price is negative and something is included. */
  public CommittedCapacity {
    fee = Amounts.requireNotNegative("fee", fee);
    includedQuantity = Amounts.requirePositive("includedQuantity", includedQuantity);
    overageUnitPrice = Amounts.requireNotNegative("overageUnitPrice", overageUnitPrice);
  }

  @Override
  public List<RatedLine.Part> parts(BigDecimal quantity) {
    RatedLine.Part commitment = RatedLine.Part.once("Committed capacity", fee);
    BigDecimal above = quantity.subtract(includedQuantity);
    return above.signum() > 0
        ? List.of(commitment, RatedLine.Part.of("Overage", above, overageUnitPrice))
        : List.of(commitment);
  }

  @Override
  public BigDecimal unitPrice(BigDecimal quantity, BigDecimal amount) {
    return Amounts.average(amount, quantity, BigDecimal.ZERO);
  }
}

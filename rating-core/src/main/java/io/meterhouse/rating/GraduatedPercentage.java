package io.meterhouse.rating;

import java.math.BigDecimal;
import java.util.List;

/**
 * Graduated tiers over an amount of money: each part of it costs the percentage of the tier that it
 * falls into, and each tier that is reached adds its flat fee once, not once a transaction. The
 * quantity is the amount, in the major unit of the currency; a tier's unit price is its percentage
 * as a factor.
 */
public record GraduatedPercentage(List<Tier> tiers, Terms terms) implements PricingModel {

  /** Checks that the bounds ascend and the last tier, and only it, is open. */
  public GraduatedPercentage {
    tiers = Tiers.checked(tiers);
  }

  @Override
  public List<RatedLine.Part> parts(BigDecimal quantity) {
    return Tiers.graduated(tiers, quantity);
  }

  @Override
  public BigDecimal unitPrice(BigDecimal quantity, BigDecimal amount) {
    return Amounts.average(amount, quantity, tiers.getFirst().unitPrice());
  }
}

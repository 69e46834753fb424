package io.meterhouse.rating;

import java.math.BigDecimal;
import java.util.List;

/**
 * Graduated tiers: each unit costs the price of the tier that it falls into, and each tier that is
 * reached adds its flat fee once. Continuous in the quantity but for those fees; fractions are
 * priced like any other quantity. The last tier is open, so that every quantity has a price.
 */
public record Graduated(List<Tier> tiers, Terms terms) implements PricingModel {

  /** Checks that the bounds ascend and the last tier, and only it, is open. */
  public Graduated {
    tiers = Tiers.checked(tiers);
  }

  @Override
  public List<RatedLine.Part> parts(BigDecimal quantity) {
    return Tiers.graduated(tiers, quantity);
  }

  /** The average over the tiers reached; the first tier's price where nothing was used. */
  @Override
  public BigDecimal unitPrice(BigDecimal quantity, BigDecimal amount) {
    return Amounts.average(amount, quantity, tiers.getFirst().unitPrice());
  }
}

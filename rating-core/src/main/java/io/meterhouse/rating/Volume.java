package io.meterhouse.rating;

import java.math.BigDecimal;
import java.util.List;

/**
 * Volume tiers: all units cost the price of the tier that the whole quantity falls into, and that
 * tier's flat fee is added once. At a bound the amount jumps, and where the next tier is cheaper,
 * more can cost less. Nothing used costs nothing.
 */
public record Volume(List<Tier> tiers, Terms terms) implements PricingModel {

  /** Checks that the bounds ascend and the last tier, and only it, is open. */
  public Volume {
    tiers = Tiers.checked(tiers);
  }

  @Override
  public List<RatedLine.Part> parts(BigDecimal quantity) {
    return Tiers.volume(tiers, quantity);
  }

  /** The average, so with the fee; the first tier's price where nothing was used. */
  @Override
  public BigDecimal unitPrice(BigDecimal quantity, BigDecimal amount) {
    return Amounts.average(amount, quantity, tiers.getFirst().unitPrice());
  }
}

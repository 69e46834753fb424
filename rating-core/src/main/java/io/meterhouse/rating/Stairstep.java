package io.meterhouse.rating;

import java.math.BigDecimal;
import java.util.List;

/**
 * One amount for the tier that the whole quantity falls into, however far into it: the tier's flat
 * fee, of that tier alone. Nothing used costs nothing.
 */
public record Stairstep(List<Tier> tiers, Terms terms) implements PricingModel {

  /** Checks the bounds, and that no tier has a price per unit. */
  public Stairstep {
    tiers = Tiers.checked(tiers);
    for (Tier tier : tiers) {
      if (tier.unitPrice().signum() != 0) {
        throw new IllegalArgumentException(
            "unitPrice: %s (expected: 0 in a stairstep)".formatted(tier.unitPrice()));
      }
    }
  }

  @Override
  public List<RatedLine.Part> parts(BigDecimal quantity) {
    if (quantity.signum() == 0) {
      return List.of();
    }
    int reached = Tiers.reached(tiers, quantity);
    return List.of(RatedLine.Part.once(Tiers.name(reached), tiers.get(reached).flatFee()));
  }

  @Override
  public BigDecimal unitPrice(BigDecimal quantity, BigDecimal amount) {
    return Amounts.average(amount, quantity, BigDecimal.ZERO);
  }
}

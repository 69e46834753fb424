package io.meterhouse.rating;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Graduated tiers: each unit costs the price of the tier that it falls into, and each tier that is
 * reached adds its flat fee once. Continuous in the quantity but for those fees; fractions are
 * priced like any other quantity. The last tier is open, so that every quantity has a price.
 */
public record Graduated(List<Tier> tiers, Terms terms) implements PricingModel {

  /** Decimals of the average unit price, which is for show. */
  public static final int AVERAGE_PRICE_DIGITS = 12;

  /** Checks that the bounds ascend and the last tier, and only it, is open. */
  public Graduated {
    tiers = List.copyOf(tiers);
    if (tiers.isEmpty()) {
      throw new IllegalArgumentException("tiers: none (expected: at least one)");
    }
    BigDecimal before = BigDecimal.ZERO;
    for (Tier tier : tiers.subList(0, tiers.size() - 1)) {
      BigDecimal upTo = tier.upTo();
      if (upTo == null || upTo.compareTo(before) <= 0) {
        throw new IllegalArgumentException(
            "upTo: %s (expected: above %s)".formatted(upTo, before.toPlainString()));
      }
      before = upTo;
    }
    if (tiers.getLast().upTo() != null) {
      throw new IllegalArgumentException(
          "upTo of the last tier: %s (expected: none)".formatted(tiers.getLast().upTo()));
    }
  }

  @Override
  public List<RatedLine.Part> parts(BigDecimal quantity) {
    List<RatedLine.Part> parts = new ArrayList<>(tiers.size() + 1);
    BigDecimal from = BigDecimal.ZERO;
    for (int i = 0; i < tiers.size() && quantity.compareTo(from) > 0; i++) {
      Tier tier = tiers.get(i);
      String name = "Tier " + (i + 1);
      BigDecimal reached = lesser(quantity, tier.upTo());
      parts.add(RatedLine.Part.of(name, reached.subtract(from), tier.unitPrice()));
      if (tier.flatFee().signum() > 0) {
        parts.add(RatedLine.Part.once(name + " flat fee", tier.flatFee()));
      }
      from = reached;
    }
    return parts;
  }

  /** The average over the tiers reached; the first tier's price where nothing was used. */
  @Override
  public BigDecimal unitPrice(BigDecimal quantity, BigDecimal amount) {
    return quantity.signum() == 0
        ? tiers.getFirst().unitPrice()
        : amount.divide(quantity, AVERAGE_PRICE_DIGITS, RoundingMode.HALF_UP);
  }

  private static BigDecimal lesser(BigDecimal quantity, @Nullable BigDecimal upTo) {
    return upTo == null ? quantity : quantity.min(upTo);
  }
}

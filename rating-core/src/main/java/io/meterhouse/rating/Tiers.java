package io.meterhouse.rating;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What models with tiers share. */
final class Tiers {

  private Tiers() {}

  /** A copy, whose bounds ascend and of which the last tier, and only it, is open. */
  static List<Tier> checked(List<Tier> given) {
    List<Tier> tiers = List.copyOf(given);
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
    return tiers;
  }

  /** Each tier that is reached: what falls into it at its price, and its fee. */
  static List<RatedLine.Part> graduated(List<Tier> tiers, BigDecimal quantity) {
    List<RatedLine.Part> parts = new ArrayList<>(tiers.size() + 1);
    BigDecimal from = BigDecimal.ZERO;
    for (int i = 0; i < tiers.size() && quantity.compareTo(from) > 0; i++) {
      BigDecimal reached = lesser(quantity, tiers.get(i).upTo());
      addPriced(parts, tiers, i, reached.subtract(from));
      from = reached;
    }
    return parts;
  }

  /** The tier that is reached: the whole quantity at its price, and its fee. */
  static List<RatedLine.Part> volume(List<Tier> tiers, BigDecimal quantity) {
    List<RatedLine.Part> parts = new ArrayList<>(2);
    if (quantity.signum() > 0) {
      addPriced(parts, tiers, reached(tiers, quantity), quantity);
    }
    return parts;
  }

  /** Index of the tier that the last unit of the quantity falls into. */
  static int reached(List<Tier> tiers, BigDecimal quantity) {
    int i = 0;
    while (isAbove(quantity, tiers.get(i).upTo())) {
      i++;
    }
    return i;
  }

  static String name(int index) {
    return "Tier " + (index + 1);
  }

  private static void addPriced(
      List<RatedLine.Part> parts, List<Tier> tiers, int index, BigDecimal quantity) {
    Tier tier = tiers.get(index);
    parts.add(RatedLine.Part.of(name(index), quantity, tier.unitPrice()));
    if (tier.flatFee().signum() > 0) {
      parts.add(RatedLine.Part.once(name(index) + " flat fee", tier.flatFee()));
    }
  }

  private static boolean isAbove(BigDecimal quantity, @Nullable BigDecimal upTo) {
    return upTo != null && quantity.compareTo(upTo) > 0;
  }

  private static BigDecimal lesser(BigDecimal quantity, @Nullable BigDecimal upTo) {
    return upTo == null ? quantity : quantity.min(upTo);
  }
}

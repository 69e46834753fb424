package io.meterhouse.rating;

import java.math.BigDecimal;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Checks tiers as they are written in both usual ways, 0–100, 100–500, … (shared bounds) and 1–100,
 * 101–500, … (whole steps), which mean the same continuous tiers: above 0 up to 100, above 100 up
 * to 500.
 */
final class TierCheck {

  /** Tiers a model may have. */
  static final int MAX_TIERS = 100;

  private final ModelType type;
  private final Problems problems;

  private TierCheck(ModelType type, Problems problems) {
    this.type = type;
    this.problems = problems;
  }

  static void check(String field, ModelDraft draft, Problems problems) {
    List<TierDraft> tiers = draft.tiers();
    if (tiers.isEmpty() || tiers.size() > MAX_TIERS) {
      problems.add(field, "%d (expected: 1 to %d)".formatted(tiers.size(), MAX_TIERS));
      return;
    }
    TierCheck check = new TierCheck(draft.type(), problems);
    // Null once a bound makes no sense: what follows it cannot be judged.
    BigDecimal previousBound = BigDecimal.ZERO;
    for (int i = 0; i < tiers.size(); i++) {
      boolean last = i == tiers.size() - 1;
      previousBound = check.tier(field + "[" + i + "]", tiers.get(i), previousBound, last);
    }
  }

  private @Nullable BigDecimal tier(
      String field, TierDraft tier, @Nullable BigDecimal previousBound, boolean last) {
    BigDecimal lower = checkedLower(field + ".minQuantity", tier.minQuantity(), previousBound);
    BigDecimal upper = checkedUpper(field + ".maxQuantity", tier.maxQuantity(), lower, last);
    switch (type) {
      case GRADUATED_PERCENTAGE -> {
        unused(field + ".unitPrice", tier.unitPrice(), "percent");
        needed(field + ".percent", tier.percent(), "the percentage in this tier");
        optional(field + ".flatFee", tier.flatFee());
      }
      case STAIRSTEP -> {
        unused(field + ".unitPrice", tier.unitPrice(), "flatFee");
        unused(field + ".percent", tier.percent(), "flatFee");
        needed(field + ".flatFee", tier.flatFee(), "what reaching this tier costs");
      }
      default -> {
        needed(field + ".unitPrice", tier.unitPrice(), "the price of a unit in this tier");
        unused(field + ".percent", tier.percent(), "unitPrice");
        optional(field + ".flatFee", tier.flatFee());
      }
    }
    return upper;
  }

  private void needed(String field, @Nullable BigDecimal value, String meaning) {
    if (value == null) {
      problems.add(field, "missing (expected: %s)".formatted(meaning));
    } else {
      problems.checkPrice(field, value);
    }
  }

  private void optional(String field, @Nullable BigDecimal value) {
    if (value != null) {
      problems.checkPrice(field, value);
    }
  }

  private void unused(String field, @Nullable BigDecimal value, String instead) {
    if (value != null) {
      problems.add(
          field,
          "not used by a %s model's tiers (expected: %s)".formatted(type.wireName(), instead));
    }
  }

  private @Nullable BigDecimal checkedLower(
      String field, @Nullable BigDecimal min, @Nullable BigDecimal previousBound) {
    if (min == null) {
      problems.add(field, "missing (expected: where the tier begins)");
      return previousBound;
    }
    if (!problems.checkPrice(field, min)) {
      return null;
    }
    if (previousBound == null) {
      return min;
    }
    boolean shared = min.compareTo(previousBound) == 0;
    boolean wholeStep =
        isWhole(previousBound) && min.compareTo(previousBound.add(BigDecimal.ONE)) == 0;
    if (!shared && !wholeStep) {
      problems.add(
          field,
          "%s (expected: %s, so that tiers leave no gap and do not overlap)"
              .formatted(Problems.show(min), expectedLower(previousBound)));
    }
    return previousBound;
  }

  private @Nullable BigDecimal checkedUpper(
      String field, @Nullable BigDecimal max, @Nullable BigDecimal lower, boolean last) {
    if (max == null) {
      if (!last) {
        problems.add(field, "missing (expected: only the last tier is open)");
      }
      return null;
    }
    if (!problems.checkPrice(field, max)) {
      return null;
    }
    if (last) {
      problems.add(
          field,
          "%s (expected: none in the last tier, or usage above it would have no price)"
              .formatted(Problems.show(max)));
    }
    if (lower != null && max.compareTo(lower) <= 0) {
      problems.add(
          field, "%s (expected: above %s)".formatted(Problems.show(max), Problems.show(lower)));
      return null;
    }
    return max;
  }

  private static String expectedLower(BigDecimal previousBound) {
    String shared = Problems.show(previousBound);
    return isWhole(previousBound)
        ? shared + " or " + Problems.show(previousBound.add(BigDecimal.ONE))
        : shared;
  }

  private static boolean isWhole(BigDecimal value) {
    return value.stripTrailingZeros().scale() <= 0;
  }
}

package io.meterhouse.rating;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Reads tiers as they are written in both usual ways, 0–100, 100–500, … (shared bounds) and 1–100,
 * 101–500, … (whole steps), as the same continuous tiers: above 0 up to 100, above 100 up to 500.
 */
final class TierCheck {

  /** Tiers a model may have. */
  static final int MAX_TIERS = 100;

  private final Problems problems;
  private final List<Tier> tiers = new ArrayList<>();

  private TierCheck(Problems problems) {
    this.problems = problems;
  }

  /** The tiers; of use only where no problem was added. */
  static List<Tier> check(List<TierDraft> drafts, Problems problems) {
    if (drafts.isEmpty() || drafts.size() > MAX_TIERS) {
      problems.add("config.tiers", "%d (expected: 1 to %d)".formatted(drafts.size(), MAX_TIERS));
      return List.of();
    }
    TierCheck check = new TierCheck(problems);
    // Null once a bound makes no sense: what follows it cannot be judged.
    BigDecimal previousBound = BigDecimal.ZERO;
    for (int i = 0; i < drafts.size(); i++) {
      boolean last = i == drafts.size() - 1;
      previousBound = check.tier("config.tiers[" + i + "]", drafts.get(i), previousBound, last);
    }
    return check.tiers;
  }

  private @Nullable BigDecimal tier(
      String field, TierDraft draft, @Nullable BigDecimal previousBound, boolean last) {
    BigDecimal lower = checkedLower(field + ".minQuantity", draft.minQuantity(), previousBound);
    BigDecimal upper = checkedUpper(field + ".maxQuantity", draft.maxQuantity(), lower, last);
    BigDecimal price = draft.unitPrice();
    BigDecimal fee = draft.flatFee() == null ? BigDecimal.ZERO : draft.flatFee();
    boolean feeIsGood = problems.checkPrice(field + ".flatFee", fee);
    if (price == null) {
      problems.add(field + ".unitPrice", "missing (expected: the price of a unit in this tier)");
    } else if (problems.checkPrice(field + ".unitPrice", price)
        && feeIsGood
        && (last || upper != null)) {
      tiers.add(new Tier(upper, price, fee));
    }
    return upper;
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
    return last ? null : max;
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

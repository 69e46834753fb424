package io.meterhouse.ratingengine.audit;

import io.meterhouse.rating.inforce.PriceTimeline;
import io.meterhouse.ratingengine.billing.BillingItem;
import io.meterhouse.ratingengine.billing.ItemDecision;
import io.meterhouse.ratingengine.usage.CellUsage;
import io.meterhouse.ratingengine.usage.UsageCell;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Holds the item of the usage of an open cycle against usage and prices. */
final class OpenItemCheck {

  private OpenItemCheck() {}

  /** An item was rated from what was there at some time between the totals. */
  static ItemVerdict of(UsageCell cell, ItemLook look) {
    PriceTimeline prices = look.later().prices().get(cell);
    if (look.later().requested().contains(cell.key().price())
        || !Objects.equals(prices, look.earlier().prices().get(cell))) {
      return new ItemVerdict.Undecided();
    }
    Map<Instant, BigDecimal> before = CellUsage.of(cell, prices, look.before());
    Map<Instant, BigDecimal> after = CellUsage.of(cell, prices, look.after());
    Optional<BillingItem> expected = decide(cell, look.later(), after);
    if (expected.isEmpty() || decide(cell, look.later(), before).isEmpty()) {
      return new ItemVerdict.Right();
    }
    BillingItem item = look.later().item(cell);
    if (!CellUsage.isSame(before, after)) {
      // Whatever the usage is, the item's own quantity has to cost what the item says.
      expected =
          item == null
              ? Optional.empty()
              : ofQuantity(cell, prices, item).flatMap(own -> decide(cell, look.later(), own));
    }
    return expected
        .map(
            wanted ->
                ItemVerdict.differs(
                    RatingDifference.Kind.ITEM,
                    cell,
                    look.later().itemId(cell),
                    ItemText.figures(wanted),
                    item == null ? "no item" : ItemText.of(item)))
        .orElse(new ItemVerdict.Undecided());
  }

  /** Totals that make the item's quantity; none where they depend on when it was used. */
  private static Optional<Map<Instant, BigDecimal>> ofQuantity(
      UsageCell cell, @Nullable PriceTimeline prices, BillingItem item) {
    return prices != null && prices.cuts().size() > 1
        ? Optional.empty()
        : Optional.of(Map.of(cell.period().end(), item.line().quantity()));
  }

  private static Optional<BillingItem> decide(
      UsageCell cell, LedgerSnapshot ledger, @Nullable Map<Instant, BigDecimal> totals) {
    return ItemDecision.decide(
        new ItemDecision.Facts(
            cell, ledger.cycle(cell), totals, ledger.prices().get(cell), ledger.item(cell)),
        Instant.EPOCH);
  }
}

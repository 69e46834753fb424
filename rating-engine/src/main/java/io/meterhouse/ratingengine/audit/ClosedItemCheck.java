package io.meterhouse.ratingengine.audit;

import io.meterhouse.rating.Money;
import io.meterhouse.rating.PricingModel;
import io.meterhouse.rating.RatedLine;
import io.meterhouse.rating.Rating;
import io.meterhouse.ratingengine.billing.AdjustmentDecision;
import io.meterhouse.ratingengine.billing.BillingItem;
import io.meterhouse.ratingengine.usage.CellUsage;
import io.meterhouse.ratingengine.usage.UsageCell;
import io.meterhouse.ratingengine.usage.UsageUntil;
import java.math.BigDecimal;
import java.util.Map;
import java.util.stream.Collectors;

/** Holds the item of the usage of a closed cycle against what was written when it was rated. */
final class ClosedItemCheck {

  private ClosedItemCheck() {}

  /** Its own figures first; then what was charged since. */
  static ItemVerdict of(UsageCell cell, ItemLook look) {
    ItemVerdict verdict = explained(cell, look.later());
    return verdict.isRight() ? adjusted(cell, look) : verdict;
  }

  /** Usage that came after the close is no matter of the item: it has to explain itself. */
  static ItemVerdict explained(UsageCell cell, LedgerSnapshot ledger) {
    BillingItem item = ledger.item(cell);
    if (item == null) {
      return new ItemVerdict.Right();
    }
    ModelVersion version = new ModelVersion(item.modelId(), item.modelVersion());
    PricingModel model = ledger.models().get(version);
    if (model == null) {
      return differs(cell, item, "an item of a stored version of a pricing model");
    }
    RatedLine line = item.line();
    if (!isOfModelAlone(item)) {
      return isSumOfItsParts(line)
          ? new ItemVerdict.Right()
          : differs(cell, item, "an item whose parts add up to its amounts");
    }
    RatedLine rated = Rating.rate(model, line.quantity());
    // Its price was withdrawn before the close.
    RatedLine withdrawn = RatedLine.unpriced(line.quantity(), line.currency());
    return line.equals(rated) || line.equals(withdrawn)
        ? new ItemVerdict.Right()
        : differs(cell, item, ItemText.line(rated));
  }

  /** What was charged since the close has to come to what the usage is now. */
  private static ItemVerdict adjusted(UsageCell cell, ItemLook look) {
    LedgerSnapshot ledger = look.later();
    LedgerSnapshot.Closed closed = ledger.closed().get(cell);
    if (closed == null) {
      return new ItemVerdict.Right();
    }
    AdjustmentDecision.Facts before = facts(cell, ledger, closed, look.before());
    AdjustmentDecision.Facts after = facts(cell, ledger, closed, look.after());
    if (!AdjustmentDecision.differs(before) || !AdjustmentDecision.differs(after)) {
      return new ItemVerdict.Right();
    }
    boolean isMoving =
        ledger.requested().contains(cell.key().price())
            || !CellUsage.isSame(before.totals(), after.totals());
    return isMoving
        ? new ItemVerdict.Undecided()
        : ItemVerdict.differs(
            RatingDifference.Kind.ITEM,
            cell,
            ledger.itemId(cell),
            "adjustments of the closed cycle that come to a quantity of "
                + CellUsage.total(cell, after.totals()).toPlainString(),
            closed.adjustments().isEmpty()
                ? "none"
                : closed.adjustments().stream()
                    .map(ItemText::of)
                    .collect(Collectors.joining("; ")));
  }

  private static AdjustmentDecision.Facts facts(
      UsageCell cell,
      LedgerSnapshot ledger,
      LedgerSnapshot.Closed closed,
      Map<UsageUntil, BigDecimal> read) {
    return new AdjustmentDecision.Facts(
        cell,
        ledger.cycle(cell),
        CellUsage.of(cell, closed.prices(), read),
        closed.prices(),
        ledger.item(cell),
        closed.adjustments());
  }

  /**
   * Whether its model and its quantity say all: one price through the cycle, and no more than it.
   */
  private static boolean isOfModelAlone(BillingItem item) {
    return item.pricing().size() <= 1
        && item.pricing().stream()
            .allMatch(paid -> paid.rules().isEmpty() && paid.overrides().isEmpty());
  }

  private static boolean isSumOfItsParts(RatedLine line) {
    return Rating.sum(line.breakdown()).compareTo(line.preciseAmount()) == 0
        && Money.round(line.preciseAmount(), line.currency()).compareTo(line.totalAmount()) == 0;
  }

  private static ItemVerdict differs(UsageCell cell, BillingItem item, String expected) {
    return ItemVerdict.differs(
        RatingDifference.Kind.CLOSED_ITEM, cell, item.id(), expected, ItemText.of(item));
  }
}

package io.meterhouse.ratingengine.billing;

import io.meterhouse.rating.LineDifference;
import io.meterhouse.rating.RatedLine;
import io.meterhouse.rating.inforce.CycleRating;
import io.meterhouse.rating.inforce.PriceTimeline;
import io.meterhouse.ratingengine.cycle.BillingCycle;
import io.meterhouse.ratingengine.cycle.CycleKey;
import io.meterhouse.ratingengine.usage.CellUsage;
import io.meterhouse.ratingengine.usage.UsageCell;
import io.meterhouse.ratingengine.usage.UsageKey;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Decides what is charged besides for a meter in a cycle that is closed, because its usage is not
 * what it was: pure, so the same inputs give the same item.
 */
public final class AdjustmentDecision {

  private AdjustmentDecision() {}

  /**
   * What is known of a cell of a closed cycle.
   *
   * @param totals its usage now, wherever the prices ask for it; null: none
   * @param prices that it was closed with
   * @param item of the closed cycle
   * @param adjustments that are charged for it, in cycles that are not cancelled
   */
  public record Facts(
      UsageCell cell,
      BillingCycle closed,
      @Nullable Map<Instant, BigDecimal> totals,
      @Nullable PriceTimeline prices,
      @Nullable BillingItem item,
      List<BillingItem> adjustments) {

    /** Keeps a copy of the adjustments. */
    public Facts {
      adjustments = List.copyOf(adjustments);
    }
  }

  /** Whether what is charged is not what should be, wherever the rest would be charged. */
  public static boolean differs(Facts facts) {
    PriceTimeline prices = facts.prices();
    return prices != null
        && (facts.totals() != null || facts.item() != null || !facts.adjustments().isEmpty())
        && !LineDifference.isNone(difference(facts, prices, facts.adjustments()).line());
  }

  /**
   * The item to write into the open cycle; empty where nothing is to be changed. One that was once
   * published stays and becomes zero.
   */
  public static Optional<BillingItem> decide(Facts facts, BillingCycle open, Instant now) {
    PriceTimeline prices = facts.prices();
    if (prices == null) {
      return Optional.empty();
    }
    List<BillingItem> elsewhere = new ArrayList<>();
    @Nullable BillingItem present = null;
    for (BillingItem adjustment : facts.adjustments()) {
      if (adjustment.cycleId().equals(open.id())) {
        present = adjustment;
      } else {
        elsewhere.add(adjustment);
      }
    }
    CycleRating.Priced priced = difference(facts, prices, elsewhere);
    if (present == null) {
      return LineDifference.isNone(priced.line())
          ? Optional.empty()
          : Optional.of(created(facts, open, priced, now));
    }
    BillingItem next = present.rated(priced);
    return next.equals(present)
        ? Optional.empty()
        : Optional.of(next.asVersion(present.version() + 1, now));
  }

  /** No usage is left, but something was charged: it should be the rate of none. */
  private static CycleRating.Priced difference(
      Facts facts, PriceTimeline prices, List<BillingItem> adjustments) {
    BillingItem item = facts.item();
    CycleRating.Priced rated = CellUsage.rate(facts.cell(), prices, facts.totals());
    RatedLine shouldBe =
        facts.totals() == null && item == null
            ? RatedLine.unpriced(BigDecimal.ZERO, rated.line().currency())
            : rated.line();
    List<RatedLine> charged = new ArrayList<>();
    if (item != null) {
      charged.add(item.line());
    }
    adjustments.forEach(adjustment -> charged.add(adjustment.line()));
    return new CycleRating.Priced(LineDifference.of(shouldBe, charged), rated.parts());
  }

  private static BillingItem created(
      Facts facts, BillingCycle open, CycleRating.Priced priced, Instant now) {
    UsageKey usage = facts.cell().key();
    BillingItem item = facts.item();
    return new BillingItem(
        CycleKey.adjustmentId(facts.closed().id(), usage.meter(), open.id()),
        open.id(),
        open.key().scope(),
        usage,
        new ItemKind.Adjustment(facts.closed().id(), item == null ? null : item.id()),
        priced.last().modelId(),
        priced.last().modelVersion(),
        priced.line(),
        priced.parts(),
        1,
        now,
        now);
  }
}

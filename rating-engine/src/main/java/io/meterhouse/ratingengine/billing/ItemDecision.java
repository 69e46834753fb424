package io.meterhouse.ratingengine.billing;

import io.meterhouse.rating.inforce.CycleRating;
import io.meterhouse.rating.inforce.PriceTimeline;
import io.meterhouse.ratingengine.cycle.BillingCycle;
import io.meterhouse.ratingengine.usage.CellUsage;
import io.meterhouse.ratingengine.usage.UsageCell;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Decides what becomes of one billing item: pure, so the same inputs give the same item. */
public final class ItemDecision {

  private ItemDecision() {}

  /**
   * What is known of one cell: all read after its cycle was locked.
   *
   * @param totals wherever the prices ask for one; null: no usage
   * @param prices null: there are none
   */
  public record Facts(
      UsageCell cell,
      BillingCycle cycle,
      @Nullable Map<Instant, BigDecimal> totals,
      @Nullable PriceTimeline prices,
      @Nullable BillingItem present) {

    Facts withTotals(@Nullable Map<Instant, BigDecimal> read) {
      return new Facts(cell, cycle, read, prices, present);
    }
  }

  /**
   * The item to write; empty where nothing is to be changed. An item that was once published stays:
   * where its usage or its price is gone it becomes zero, so that whoever pulls changes sees it.
   */
  public static Optional<BillingItem> decide(Facts facts, Instant now) {
    BillingItem present = facts.present();
    if (!facts.cycle().isActive()) {
      return Optional.empty();
    }
    PriceTimeline prices = facts.prices();
    if (present == null && (prices == null || (facts.totals() == null && !prices.hasFee()))) {
      return Optional.empty();
    }
    if (prices == null) {
      return present == null
          ? Optional.empty()
          : changed(present, present.withdrawn(CellUsage.total(facts.cell(), facts.totals())), now);
    }
    CycleRating.Priced priced = CellUsage.rate(facts.cell(), prices, facts.totals());
    if (present == null && isAllUnpriced(prices, priced)) {
      return Optional.empty();
    }
    return present == null
        ? Optional.of(created(facts, priced, now))
        : changed(present, present.rated(priced), now);
  }

  /** Nothing was used while there was a price, so that there is nothing to charge a minimum for. */
  private static boolean isAllUnpriced(PriceTimeline prices, CycleRating.Priced priced) {
    return !prices.hasFee()
        && prices.stretches().stream().anyMatch(stretch -> stretch.plan() == null)
        && priced.parts().stream().allMatch(part -> part.quantity().signum() == 0);
  }

  private static BillingItem created(Facts facts, CycleRating.Priced priced, Instant now) {
    UsageCell cell = facts.cell();
    return new BillingItem(
        cell.cycle().itemId(facts.cycle().id(), cell.key().meter()),
        facts.cycle().id(),
        facts.cycle().key().scope(),
        cell.key(),
        new ItemKind.Usage(),
        priced.last().modelId(),
        priced.last().modelVersion(),
        priced.line(),
        priced.parts(),
        1,
        now,
        now);
  }

  private static Optional<BillingItem> changed(BillingItem present, BillingItem next, Instant now) {
    if (next.equals(present)) {
      return Optional.empty();
    }
    return Optional.of(next.asVersion(present.version() + 1, now));
  }
}

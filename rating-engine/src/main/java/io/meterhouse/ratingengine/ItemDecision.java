package io.meterhouse.ratingengine;

import io.meterhouse.rating.RatedLine;
import io.meterhouse.rating.inforce.CycleRating;
import io.meterhouse.rating.inforce.PriceTimeline;
import io.meterhouse.rating.rule.RuleFacts;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Decides what becomes of one billing item: pure, so the same inputs give the same item. */
final class ItemDecision {

  private ItemDecision() {}

  /**
   * What is known of one cell: all read after its cycle was locked.
   *
   * @param totals wherever the prices ask for one; null: no usage
   * @param prices null: there are none
   */
  record Facts(
      UsageCell cell,
      BillingCycle cycle,
      @Nullable Map<Instant, BigDecimal> totals,
      @Nullable PriceTimeline prices,
      @Nullable BillingItem present) {

    Facts withTotals(@Nullable Map<Instant, BigDecimal> read) {
      return new Facts(cell, cycle, read, prices, present);
    }

    private BigDecimal total() {
      return totals == null
          ? BigDecimal.ZERO
          : totals.getOrDefault(cell.period().end(), BigDecimal.ZERO);
    }

    private Map<Instant, BigDecimal> totalsOrNothing(PriceTimeline timeline) {
      if (totals != null) {
        return totals;
      }
      Map<Instant, BigDecimal> nothing = new HashMap<>();
      timeline.cuts().forEach(cut -> nothing.put(cut, BigDecimal.ZERO));
      return nothing;
    }

    /** What rules see of a total of this cell. */
    private RuleFacts seen(BigDecimal total) {
      BillingScope scope = cycle.key().scope();
      return new RuleFacts(
          total, BillingItem.USAGE, scope.type(), scope.id(), null, cell.key().meter(), Map.of());
    }
  }

  /**
   * The item to write; empty where nothing is to be changed. An item that was once published stays:
   * where its usage or its price is gone it becomes zero, so that whoever pulls changes sees it.
   */
  static Optional<BillingItem> decide(Facts facts, Instant now) {
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
          : changed(present, withdrawn(present, facts.total()), now);
    }
    CycleRating.Priced priced =
        CycleRating.rate(prices, facts.totalsOrNothing(prices), facts::seen);
    return present == null
        ? Optional.of(created(facts, priced, now))
        : changed(present, rated(present, priced), now);
  }

  private static BillingItem created(Facts facts, CycleRating.Priced priced, Instant now) {
    UsageCell cell = facts.cell();
    return new BillingItem(
        cell.cycle().itemId(facts.cycle().id(), cell.key().meter()),
        facts.cycle().id(),
        cell.key(),
        priced.last().modelId(),
        priced.last().modelVersion(),
        priced.line(),
        priced.parts(),
        1,
        now,
        now);
  }

  private static BillingItem rated(BillingItem present, CycleRating.Priced priced) {
    return new BillingItem(
        present.id(),
        present.cycleId(),
        present.usage(),
        priced.last().modelId(),
        priced.last().modelVersion(),
        priced.line(),
        priced.parts(),
        present.version(),
        present.createdAt(),
        present.changedAt());
  }

  /** No price in force: the usage stays visible, the amount goes; model and currency say whose. */
  private static BillingItem withdrawn(BillingItem present, BigDecimal quantity) {
    return new BillingItem(
        present.id(),
        present.cycleId(),
        present.usage(),
        present.modelId(),
        present.modelVersion(),
        RatedLine.unpriced(quantity, present.line().currency()),
        List.of(),
        present.version(),
        present.createdAt(),
        present.changedAt());
  }

  private static Optional<BillingItem> changed(BillingItem present, BillingItem next, Instant now) {
    if (next.equals(present)) {
      return Optional.empty();
    }
    return Optional.of(
        new BillingItem(
            next.id(),
            next.cycleId(),
            next.usage(),
            next.modelId(),
            next.modelVersion(),
            next.line(),
            next.pricing(),
            present.version() + 1,
            present.createdAt(),
            now));
  }
}

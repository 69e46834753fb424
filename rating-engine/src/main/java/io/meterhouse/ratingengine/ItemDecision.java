package io.meterhouse.ratingengine;

import io.meterhouse.rating.RatedLine;
import io.meterhouse.rating.Rating;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Decides what becomes of one billing item: pure, so the same inputs give the same item. */
final class ItemDecision {

  private ItemDecision() {}

  /** What is known of one cell: all read after its cycle was locked. */
  record Facts(
      UsageCell cell,
      BillingCycle cycle,
      @Nullable BigDecimal quantity,
      @Nullable PriceInForce price,
      @Nullable BillingItem present) {

    Facts withQuantity(@Nullable BigDecimal total) {
      return new Facts(cell, cycle, total, price, present);
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
    if (present == null && (facts.quantity() == null || facts.price() == null)) {
      return Optional.empty();
    }
    BigDecimal quantity = facts.quantity() == null ? BigDecimal.ZERO : facts.quantity();
    if (facts.price() == null) {
      return present == null
          ? Optional.empty()
          : changed(present, withdrawn(present, quantity), now);
    }
    PriceInForce price = facts.price();
    RatedLine line = Rating.rate(price.model(), quantity);
    return present == null
        ? Optional.of(created(facts, price, line, now))
        : changed(present, present.rated(price.modelId(), price.version(), line), now);
  }

  private static BillingItem created(Facts facts, PriceInForce price, RatedLine line, Instant now) {
    UsageCell cell = facts.cell();
    return new BillingItem(
        cell.cycle().itemId(facts.cycle().id(), cell.key().meter()),
        facts.cycle().id(),
        facts.cycle().key().scope(),
        cell.key(),
        new ItemKind.Usage(),
        price.modelId(),
        price.version(),
        line,
        1,
        now,
        now);
  }

  /** No price in force: the usage stays visible, the amount goes; model and currency say whose. */
  private static BillingItem withdrawn(BillingItem present, BigDecimal quantity) {
    RatedLine line = RatedLine.unpriced(quantity, present.line().currency());
    return present.rated(present.modelId(), present.modelVersion(), line);
  }

  private static Optional<BillingItem> changed(BillingItem present, BillingItem next, Instant now) {
    if (next.equals(present)) {
      return Optional.empty();
    }
    return Optional.of(next.asVersion(present.version() + 1, now));
  }
}

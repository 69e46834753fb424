package io.meterhouse.ratingengine;

import io.meterhouse.rating.LineDifference;
import io.meterhouse.rating.RatedLine;
import io.meterhouse.rating.Rating;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Decides what is charged besides for a meter in a cycle that is closed, because its usage is not
 * what it was: pure, so the same inputs give the same item.
 */
final class AdjustmentDecision {

  private AdjustmentDecision() {}

  /**
   * What is known of a cell of a closed cycle.
   *
   * @param quantity its usage now; null: none
   * @param price that it was closed with
   * @param item of the closed cycle
   * @param adjustments that are charged for it, in cycles that are not cancelled
   */
  record Facts(
      UsageCell cell,
      BillingCycle closed,
      @Nullable BigDecimal quantity,
      @Nullable PriceInForce price,
      @Nullable BillingItem item,
      List<BillingItem> adjustments) {

    /** Keeps a copy of the adjustments. */
    Facts {
      adjustments = List.copyOf(adjustments);
    }
  }

  /** Whether what is charged is not what should be, wherever the rest would be charged. */
  static boolean differs(Facts facts) {
    PriceInForce price = facts.price();
    return price != null
        && (facts.quantity() != null || facts.item() != null || !facts.adjustments().isEmpty())
        && !LineDifference.isNone(difference(facts, price, facts.adjustments()));
  }

  /**
   * The item to write into the open cycle; empty where nothing is to be changed. One that was once
   * published stays and becomes zero.
   */
  static Optional<BillingItem> decide(Facts facts, BillingCycle open, Instant now) {
    PriceInForce price = facts.price();
    if (price == null) {
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
    RatedLine line = difference(facts, price, elsewhere);
    if (present == null) {
      return LineDifference.isNone(line)
          ? Optional.empty()
          : Optional.of(created(facts, open, price, line, now));
    }
    BillingItem next = present.rated(price.modelId(), price.version(), line);
    return next.equals(present)
        ? Optional.empty()
        : Optional.of(next.asVersion(present.version() + 1, now));
  }

  /** No usage is left, but something was charged: it should be the rate of none. */
  private static RatedLine difference(
      Facts facts, PriceInForce price, List<BillingItem> adjustments) {
    BillingItem item = facts.item();
    BigDecimal quantity = facts.quantity();
    RatedLine shouldBe =
        quantity == null && item == null
            ? RatedLine.unpriced(BigDecimal.ZERO, price.model().terms().currency())
            : Rating.rate(price.model(), quantity == null ? BigDecimal.ZERO : quantity);
    List<RatedLine> charged = new ArrayList<>();
    if (item != null) {
      charged.add(item.line());
    }
    adjustments.forEach(adjustment -> charged.add(adjustment.line()));
    return LineDifference.of(shouldBe, charged);
  }

  private static BillingItem created(
      Facts facts, BillingCycle open, PriceInForce price, RatedLine line, Instant now) {
    UsageKey usage = facts.cell().key();
    BillingItem item = facts.item();
    return new BillingItem(
        CycleKey.adjustmentId(facts.closed().id(), usage.meter(), open.id()),
        open.id(),
        open.key().scope(),
        usage,
        new ItemKind.Adjustment(facts.closed().id(), item == null ? null : item.id()),
        price.modelId(),
        price.version(),
        line,
        1,
        now,
        now);
  }
}

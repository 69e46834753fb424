package io.meterhouse.ratingengine;

import io.meterhouse.rating.Money;
import io.meterhouse.rating.PricingModel;
import io.meterhouse.rating.RatedLine;
import io.meterhouse.rating.Rating;
import io.meterhouse.rating.inforce.PriceTimeline;
import io.meterhouse.usagestore.RatedItemRow;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Holds items against usage, prices and copies: pure, so it can be had again. */
final class ItemCheck {

  private ItemCheck() {}

  /**
   * What was read of some cells, in this order.
   *
   * @param earlier items and prices; between these and the copies there may have been a barrier
   * @param before totals that the earlier prices ask for
   * @param copies in ClickHouse
   * @param later items and prices
   * @param after totals that the later prices ask for
   */
  record Look(
      LedgerSnapshot earlier,
      Map<UsageUntil, BigDecimal> before,
      Map<UUID, RatedItemRow> copies,
      LedgerSnapshot later,
      Map<UsageUntil, BigDecimal> after) {}

  /** What a look says of a cell. */
  sealed interface Verdict {
    /** All is as it should be. */
    record Right() implements Verdict {}

    /** Usage or item changed while we looked, or are about to. */
    record Undecided() implements Verdict {}

    /** As the difference says. */
    record Differs(RatingDifference difference) implements Verdict {}
  }

  private static final Verdict RIGHT = new Verdict.Right();
  private static final Verdict UNDECIDED = new Verdict.Undecided();

  /** Of one of the cells of the look. */
  static Verdict of(UsageCell cell, Look look) {
    LedgerSnapshot ledger = look.later();
    String unreadable = ledger.unreadable().get(cell);
    if (unreadable != null) {
      return differs(
          RatingDifference.Kind.ITEM,
          cell,
          "an item that can be read",
          "one that cannot: " + unreadable);
    }
    Verdict verdict = ledger.cycle(cell).isActive() ? ofOpen(cell, look) : ofClosed(cell, look);
    return verdict.equals(RIGHT) ? ofCopy(cell, look) : verdict;
  }

  /** An item was rated from what was there at some time between the totals. */
  private static Verdict ofOpen(UsageCell cell, Look look) {
    PriceTimeline prices = look.later().prices().get(cell);
    if (look.later().requested().contains(cell.key().price())
        || !Objects.equals(prices, look.earlier().prices().get(cell))) {
      return UNDECIDED;
    }
    Map<Instant, BigDecimal> before = CellUsage.of(cell, prices, look.before());
    Map<Instant, BigDecimal> after = CellUsage.of(cell, prices, look.after());
    Optional<BillingItem> expected = decide(cell, look.later(), after);
    if (expected.isEmpty() || decide(cell, look.later(), before).isEmpty()) {
      return RIGHT;
    }
    BillingItem item = look.later().item(cell);
    if (!isSame(before, after)) {
      // Whatever the usage is, the item's own quantity has to cost what the item says.
      expected =
          item == null
              ? Optional.empty()
              : ofQuantity(cell, prices, item).flatMap(own -> decide(cell, look.later(), own));
    }
    return expected
        .map(
            wanted ->
                differs(
                    RatingDifference.Kind.ITEM,
                    cell,
                    ItemText.figures(wanted),
                    item == null ? "no item" : ItemText.of(item)))
        .orElse(UNDECIDED);
  }

  private static boolean isSame(
      @Nullable Map<Instant, BigDecimal> before, @Nullable Map<Instant, BigDecimal> after) {
    if (before == null || after == null) {
      return before == null && after == null;
    }
    return before.entrySet().stream()
        .allMatch(
            total ->
                total.getValue().compareTo(after.getOrDefault(total.getKey(), BigDecimal.ZERO))
                    == 0);
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

  private static Verdict ofClosed(UsageCell cell, Look look) {
    LedgerSnapshot ledger = look.later();
    if (ledger.broken().contains(cell.cycle())) {
      return differs(
          RatingDifference.Kind.CLOSED_ITEM,
          cell,
          "the items that were sealed when the cycle was closed",
          "others");
    }
    Verdict verdict = explained(cell, ledger);
    return verdict.equals(RIGHT) ? adjusted(cell, look) : verdict;
  }

  /** What was charged since the close has to come to what the usage is now. */
  private static Verdict adjusted(UsageCell cell, Look look) {
    LedgerSnapshot ledger = look.later();
    LedgerSnapshot.Closed closed = ledger.closed().get(cell);
    if (closed == null) {
      return RIGHT;
    }
    AdjustmentDecision.Facts before = facts(cell, ledger, closed, look.before());
    AdjustmentDecision.Facts after = facts(cell, ledger, closed, look.after());
    if (!AdjustmentDecision.differs(before) || !AdjustmentDecision.differs(after)) {
      return RIGHT;
    }
    boolean isMoving =
        ledger.requested().contains(cell.key().price()) || !isSame(before.totals(), after.totals());
    return isMoving
        ? UNDECIDED
        : differs(
            RatingDifference.Kind.ITEM,
            cell,
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

  /** Usage that came after the close is no matter of the item: it has to explain itself. */
  private static Verdict explained(UsageCell cell, LedgerSnapshot ledger) {
    BillingItem item = ledger.item(cell);
    if (item == null) {
      return RIGHT;
    }
    ModelVersion version = new ModelVersion(item.modelId(), item.modelVersion());
    PricingModel model = ledger.models().get(version);
    if (model == null) {
      return differs(
          RatingDifference.Kind.CLOSED_ITEM,
          cell,
          "an item of a stored version of a pricing model",
          ItemText.of(item));
    }
    RatedLine line = item.line();
    if (!isOfModelAlone(item)) {
      return isSumOfItsParts(line)
          ? RIGHT
          : differs(
              RatingDifference.Kind.CLOSED_ITEM,
              cell,
              "an item whose parts add up to its amounts",
              ItemText.of(item));
    }
    RatedLine rated = Rating.rate(model, line.quantity());
    // Its price was withdrawn before the close.
    RatedLine withdrawn = RatedLine.unpriced(line.quantity(), line.currency());
    return line.equals(rated) || line.equals(withdrawn)
        ? RIGHT
        : differs(RatingDifference.Kind.CLOSED_ITEM, cell, ItemText.line(rated), ItemText.of(item));
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

  private static Verdict ofCopy(UsageCell cell, Look look) {
    LedgerSnapshot.Item item = look.later().items().get(cell);
    RatedItemRow copy = look.copies().get(look.later().itemId(cell));
    if (item == null) {
      return copy == null
          ? RIGHT
          : differs(RatingDifference.Kind.COPY, cell, "no copy, as there is no item", text(copy));
    }
    long copied = copy == null ? 0 : copy.version();
    BillingItem was = look.earlier().item(cell);
    boolean isChanging = copied < item.item().version() && (was == null || copied >= was.version());
    // Without a barrier between, the item that was is the one that is.
    if (isChanging && !item.item().equals(was)) {
      return UNDECIDED;
    }
    return item.copy().equals(copy)
        ? RIGHT
        : differs(RatingDifference.Kind.COPY, cell, ItemText.of(item.copy()), text(copy));
  }

  private static String text(@Nullable RatedItemRow copy) {
    return copy == null ? "no row" : ItemText.of(copy);
  }

  private static Verdict differs(
      RatingDifference.Kind kind, UsageCell cell, String expected, String found) {
    return new Verdict.Differs(new RatingDifference(kind, cell, expected, found));
  }
}

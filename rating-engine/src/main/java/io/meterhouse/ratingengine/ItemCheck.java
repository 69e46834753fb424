package io.meterhouse.ratingengine;

import io.meterhouse.rating.PricingModel;
import io.meterhouse.rating.RatedLine;
import io.meterhouse.rating.Rating;
import io.meterhouse.usagestore.RatedItemRow;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.Map;
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
   * @param before totals
   * @param earlier items; between these and the copies there may have been a barrier
   * @param copies in ClickHouse
   * @param later items
   * @param after totals
   */
  record Look(
      Map<UsageCell, BigDecimal> before,
      LedgerSnapshot earlier,
      Map<UUID, RatedItemRow> copies,
      LedgerSnapshot later,
      Map<UsageCell, BigDecimal> after) {}

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
    if (look.later().requested().contains(cell.key().price())) {
      return UNDECIDED;
    }
    BigDecimal before = look.before().get(cell);
    BigDecimal after = look.after().get(cell);
    Optional<BillingItem> expected = decide(cell, look.later(), after);
    if (expected.isEmpty() || decide(cell, look.later(), before).isEmpty()) {
      return RIGHT;
    }
    BillingItem item = look.later().item(cell);
    if (!isSame(before, after)) {
      // Whatever the usage is, the item's own quantity has to cost what the item says.
      expected =
          item == null ? Optional.empty() : decide(cell, look.later(), item.line().quantity());
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

  private static boolean isSame(@Nullable BigDecimal before, @Nullable BigDecimal after) {
    if (before == null || after == null) {
      return before == null && after == null;
    }
    return before.compareTo(after) == 0;
  }

  private static Optional<BillingItem> decide(
      UsageCell cell, LedgerSnapshot ledger, @Nullable BigDecimal total) {
    return ItemDecision.decide(
        new ItemDecision.Facts(
            cell,
            ledger.cycle(cell),
            total,
            ledger.prices().get(cell.key().price()),
            ledger.item(cell)),
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
    AdjustmentDecision.Facts before = facts(cell, ledger, closed, look.before().get(cell));
    AdjustmentDecision.Facts after = facts(cell, ledger, closed, look.after().get(cell));
    if (!AdjustmentDecision.differs(before) || !AdjustmentDecision.differs(after)) {
      return RIGHT;
    }
    boolean isMoving =
        ledger.requested().contains(cell.key().price())
            || !isSame(before.quantity(), after.quantity());
    return isMoving
        ? UNDECIDED
        : differs(
            RatingDifference.Kind.ITEM,
            cell,
            "adjustments of the closed cycle that come to a quantity of "
                + (after.quantity() == null ? "0" : after.quantity().toPlainString()),
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
      @Nullable BigDecimal quantity) {
    return new AdjustmentDecision.Facts(
        cell,
        ledger.cycle(cell),
        quantity,
        closed.price(),
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
    RatedLine rated = Rating.rate(model, line.quantity());
    // Its price was withdrawn before the close.
    RatedLine withdrawn = RatedLine.unpriced(line.quantity(), line.currency());
    return line.equals(rated) || line.equals(withdrawn)
        ? RIGHT
        : differs(RatingDifference.Kind.CLOSED_ITEM, cell, ItemText.line(rated), ItemText.of(item));
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

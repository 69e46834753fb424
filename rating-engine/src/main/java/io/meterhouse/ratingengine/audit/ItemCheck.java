package io.meterhouse.ratingengine.audit;

import io.meterhouse.ratingengine.usage.UsageCell;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/**
 * Holds items against usage, prices, seals and copies: pure, so it can be had again. Each item is
 * told of once, by the first thing that is wrong with it.
 */
final class ItemCheck {

  private ItemCheck() {}

  /** Of each item that one of the cells of the look has, or should have. */
  static List<ItemVerdict> of(UsageCell cell, ItemLook look) {
    LedgerSnapshot.Unreadable unreadable = look.later().unreadable().get(cell);
    if (unreadable != null) {
      return List.of(
          ItemVerdict.differs(
              RatingDifference.Kind.ITEM,
              cell,
              unreadable.id(),
              "an item that can be read",
              "one that cannot: " + unreadable.why()));
    }
    boolean isBroken = look.later().broken().contains(cell.cycle());
    List<ItemVerdict> verdicts = new ArrayList<>();
    for (UUID id : look.later().itemIds(cell)) {
      verdicts.add(isBroken ? SealCheck.of(cell, id, look) : ofItem(cell, id, look));
    }
    return verdicts;
  }

  /**
   * Nothing but its copy says what somebody entered, and its usage what an adjustment should be.
   */
  private static ItemVerdict ofItem(UsageCell cell, UUID id, ItemLook look) {
    ItemVerdict verdict =
        look.later().isOfUsage(cell, id) ? ofUsage(cell, look) : new ItemVerdict.Right();
    return verdict.isRight() ? CopyCheck.of(cell, id, look) : verdict;
  }

  private static ItemVerdict ofUsage(UsageCell cell, ItemLook look) {
    return look.later().cycle(cell).isActive()
        ? OpenItemCheck.of(cell, look)
        : ClosedItemCheck.of(cell, look);
  }
}

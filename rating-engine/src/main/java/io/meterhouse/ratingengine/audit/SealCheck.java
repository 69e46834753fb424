package io.meterhouse.ratingengine.audit;

import io.meterhouse.ratingengine.usage.UsageCell;
import io.meterhouse.usagestore.RatedItemRow;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Says of the items of a closed cycle whose seal is broken what gives each away, if anything. */
final class SealCheck {

  private static final String SEALED = "the items that were sealed when the cycle was closed";

  private SealCheck() {}

  /**
   * Of two sides that differ it is the item that was changed, and not its copy. What was charged
   * since says nothing here, as it rests on the items.
   */
  static ItemVerdict of(UsageCell cell, UUID id, ItemLook look) {
    LedgerSnapshot.Item item = look.later().item(cell, id);
    String found = item == null ? "no item" : ItemText.of(item.copy());
    return ofItem(cell, id, look) instanceof ItemVerdict.Differs(RatingDifference difference)
        ? differs(cell, id, SEALED + ", this one as " + expected(difference, look), found)
        : differs(cell, id, SEALED, "others, though nothing else is wrong with this one");
  }

  private static ItemVerdict ofItem(UsageCell cell, UUID id, ItemLook look) {
    ItemVerdict verdict =
        look.later().isOfUsage(cell, id)
            ? ClosedItemCheck.explained(cell, look.later())
            : new ItemVerdict.Right();
    return verdict.isRight() ? CopyCheck.of(cell, id, look) : verdict;
  }

  private static String expected(RatingDifference difference, ItemLook look) {
    if (difference.kind() != RatingDifference.Kind.COPY) {
      return difference.expected();
    }
    @Nullable RatedItemRow copy = look.copies().get(difference.item());
    return "its copy: " + (copy == null ? "none" : ItemText.of(copy));
  }

  private static ItemVerdict differs(UsageCell cell, UUID id, String expected, String found) {
    return ItemVerdict.differs(RatingDifference.Kind.CLOSED_ITEM, cell, id, expected, found);
  }
}

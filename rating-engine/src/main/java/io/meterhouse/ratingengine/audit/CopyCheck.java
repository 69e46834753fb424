package io.meterhouse.ratingengine.audit;

import io.meterhouse.ratingengine.usage.UsageCell;
import io.meterhouse.usagestore.RatedItemRow;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Holds an item of any kind against its copy in ClickHouse. */
final class CopyCheck {

  private CopyCheck() {}

  /**
   * What is not there should have no copy either.
   *
   * @param id of the item
   */
  static ItemVerdict of(UsageCell cell, UUID id, ItemLook look) {
    LedgerSnapshot.Item item = look.later().item(cell, id);
    RatedItemRow copy = look.copies().get(id);
    if (item == null) {
      return copy == null
          ? new ItemVerdict.Right()
          : differs(cell, id, "no copy, as there is no item", copy);
    }
    LedgerSnapshot.Item was = look.earlier().item(cell, id);
    if (isChanging(was, item, copy)) {
      return new ItemVerdict.Undecided();
    }
    return item.copy().equals(copy)
        ? new ItemVerdict.Right()
        : differs(cell, id, ItemText.of(item.copy()), copy);
  }

  /** Without a barrier between, the item that was is the one that is. */
  private static boolean isChanging(
      LedgerSnapshot.@Nullable Item was, LedgerSnapshot.Item item, @Nullable RatedItemRow copy) {
    long copied = copy == null ? 0 : copy.version();
    return copied < item.item().version()
        && (was == null || copied >= was.item().version())
        && !item.equals(was);
  }

  private static ItemVerdict differs(
      UsageCell cell, UUID id, String expected, @Nullable RatedItemRow copy) {
    return ItemVerdict.differs(
        RatingDifference.Kind.COPY,
        cell,
        id,
        expected,
        copy == null ? "no row" : ItemText.of(copy));
  }
}

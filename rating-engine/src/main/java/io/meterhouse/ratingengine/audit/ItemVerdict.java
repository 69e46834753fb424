package io.meterhouse.ratingengine.audit;

import io.meterhouse.ratingengine.usage.UsageCell;
import java.util.UUID;

/** What a look says of an item. */
sealed interface ItemVerdict {

  /** All is as it should be. */
  record Right() implements ItemVerdict {}

  /** Usage or item changed while we looked, or are about to. */
  record Undecided() implements ItemVerdict {}

  /** As the difference says. */
  record Differs(RatingDifference difference) implements ItemVerdict {}

  /** That the item of the cell is not what was expected. */
  static ItemVerdict differs(
      RatingDifference.Kind kind, UsageCell cell, UUID item, String expected, String found) {
    return new Differs(new RatingDifference(kind, cell, item, expected, found));
  }

  default boolean isRight() {
    return this instanceof Right;
  }
}

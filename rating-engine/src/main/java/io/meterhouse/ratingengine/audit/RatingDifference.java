package io.meterhouse.ratingengine.audit;

import io.meterhouse.ratingengine.usage.UsageCell;
import java.util.UUID;

/**
 * An item is not what it should be.
 *
 * @param cell whose usage of what, and in which cycle
 * @param item that is there, or should be
 */
public record RatingDifference(
    Kind kind, UsageCell cell, UUID item, String expected, String found) {

  /** As ARCHITECTURE.md numbers it. */
  public static final String PROMISE = "P7";

  /** What differs. */
  public enum Kind {
    /**
     * An item of an open cycle is not its usage at the price in force, or is not there; or what was
     * charged since for a closed one does not come to its usage.
     */
    ITEM,
    /**
     * An item of a closed cycle is not its own quantity at the price that it was rated with, or the
     * items of the cycle are not those that were sealed.
     */
    CLOSED_ITEM,
    /** ClickHouse's {@code rated_items} is not what PostgreSQL has. */
    COPY
  }

  /** Where it is, for people. */
  public String where() {
    return "%s, %s, subject '%s', cycle %s to %s, item %s"
        .formatted(
            cell.key().tenant(),
            cell.key().isMetered() ? "meter " + cell.key().meter() : "by hand",
            cell.key().subject(),
            cell.period().start(),
            cell.period().end(),
            item);
  }

  @Override
  public String toString() {
    return "%s %s: %s: expected %s, found %s".formatted(PROMISE, kind, where(), expected, found);
  }
}

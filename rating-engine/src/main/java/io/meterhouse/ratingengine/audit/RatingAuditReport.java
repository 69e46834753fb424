package io.meterhouse.ratingengine.audit;

import io.meterhouse.usagestore.AcceptedSlice;
import java.util.List;
import java.util.Map;

/**
 * What an audit of items found.
 *
 * @param items that were held against usage, price and copy, also those that should be there; one
 *     to which both usage and a changed price lead counts twice
 * @param closed that are in cycles which are closed, and were held against their own price and copy
 * @param passedOver usage of meters that are not in the catalogue, or of no tenant
 * @param undecided items of which it cannot be told: usage never held still, or a price is not
 *     through yet
 * @param found differences of each kind, as many as there are
 * @param differences the first {@link RatingAudit#MAX_LISTED} of them
 */
public record RatingAuditReport(
    AcceptedSlice period,
    long items,
    long closed,
    long passedOver,
    long undecided,
    Map<RatingDifference.Kind, Long> found,
    List<RatingDifference> differences) {

  /** Keeps copies. */
  public RatingAuditReport {
    found = Map.copyOf(found);
    differences = List.copyOf(differences);
  }

  /** Whether nothing differs. */
  public boolean isClean() {
    return found.isEmpty();
  }

  /** Of all kinds. */
  public long differencesFound() {
    return found.values().stream().mapToLong(Long::longValue).sum();
  }
}

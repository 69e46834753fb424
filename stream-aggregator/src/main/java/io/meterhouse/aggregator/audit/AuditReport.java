package io.meterhouse.aggregator.audit;

import io.meterhouse.aggregator.recompute.Difference;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/**
 * What an audit found.
 *
 * @param period what was looked at, which is less than was asked for where that is not settled yet
 * @param settled everything accepted before it is certain to be in the windows
 * @param ledgerRows that were checked
 * @param windows that were folded again
 * @param events that they were folded from
 * @param passedOver windows of meters, or of versions of them, that nobody asks for or that are
 *     still being counted over the events from before them
 * @param undecided windows of which it cannot be told yet, as events in them have no position
 * @param found differences of each promise, as many as there are
 * @param differences the first {@link Audit#MAX_LISTED} of them
 */
public record AuditReport(
    AuditPeriod period,
    Instant settled,
    long ledgerRows,
    long windows,
    long events,
    long passedOver,
    long undecided,
    Map<String, Long> found,
    List<Difference> differences) {

  public AuditReport {
    found = Map.copyOf(found);
    differences = List.copyOf(differences);
  }

  public boolean isClean() {
    return found.isEmpty();
  }

  public long differencesFound() {
    return found.values().stream().mapToLong(Long::longValue).sum();
  }
}

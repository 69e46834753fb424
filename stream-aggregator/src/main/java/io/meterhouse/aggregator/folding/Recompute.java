package io.meterhouse.aggregator.folding;

import io.meterhouse.metering.MeterCatalog;
import io.meterhouse.schemas.usage.v1.AggregateKey;
import io.meterhouse.usagestore.EventRow;
import io.meterhouse.usagestore.EventVoid;
import io.meterhouse.usagestore.UniquePosition;
import java.time.Instant;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Folds stored events into windows again, by the code that folded them the first time. Which events
 * are brought, and which of their contributions are added, is the caller's to say; their order does
 * not show in the result. Not thread-safe; holds as much as there are windows.
 */
public final class Recompute {

  private final MeterCatalog catalog;
  private final Map<AggregateKey, WindowState> windows = new HashMap<>();

  public Recompute(MeterCatalog catalog) {
    this.catalog = catalog;
  }

  /**
   * What the meters make of an event.
   *
   * @throws IllegalArgumentException if it is not what a sink writes
   */
  public Folded fold(EventRow event) {
    return Folding.fold(RawUsage.of(event), event.shard(), catalog);
  }

  /** As {@link #fold}, of the meters that can read it. */
  public List<Contribution> contributions(EventRow event) {
    return fold(event).contributions();
  }

  /** Everything that an event contributes. */
  public void add(EventRow event) {
    contributions(event).forEach(contribution -> add(contribution, event));
  }

  /** One of {@link #contributions}. */
  public void add(Contribution contribution, EventRow event) {
    WindowState before = before(contribution);
    windows.put(
        contribution.key(),
        before.plus(contribution, Math.max(before.version(), version(event)), event.acceptedAt()));
  }

  /**
   * One of {@link #contributions} of an event that is void: nothing of it is in the window, which
   * is there all the same, as it is another one since.
   */
  public void leaveOut(Contribution contribution, EventRow event, EventVoid why) {
    WindowState before = before(contribution);
    long version = Math.max(version(event), why.unique().offset() + 1);
    windows.put(
        contribution.key(),
        new WindowState(
            before.aggregate(),
            Math.max(before.version(), version),
            later(before.acceptedAt(), event.acceptedAt())));
  }

  /** The windows so far, each with the version of the last event or void that touches it. */
  public Map<AggregateKey, WindowState> windows() {
    return Collections.unmodifiableMap(windows);
  }

  private WindowState before(Contribution contribution) {
    return windows.getOrDefault(contribution.key(), WindowState.EMPTY);
  }

  private static long version(EventRow event) {
    @Nullable UniquePosition unique = event.unique();
    // A position that is not known is before all that are.
    return unique == null ? 0 : unique.offset() + 1;
  }

  private static Instant later(Instant a, Instant b) {
    return a.isAfter(b) ? a : b;
  }
}

package io.meterhouse.aggregator;

import io.meterhouse.metering.MeterCatalog;
import io.meterhouse.schemas.usage.v1.AggregateKey;
import io.meterhouse.usagestore.EventRow;
import io.meterhouse.usagestore.UniquePosition;
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

  /** What the meters make of an event. */
  public List<Contribution> contributions(EventRow event) {
    return Folding.fold(RawUsage.of(event), UniqueKey.ONLY_SHARD, catalog).contributions();
  }

  /** Everything that an event contributes. */
  public void add(EventRow event) {
    contributions(event).forEach(contribution -> add(contribution, event));
  }

  /** One of {@link #contributions}. */
  public void add(Contribution contribution, EventRow event) {
    WindowState before = windows.getOrDefault(contribution.key(), WindowState.EMPTY);
    @Nullable UniquePosition unique = event.unique();
    // A position that is not known is before all that are.
    long version = Math.max(before.version(), unique == null ? 0 : unique.offset() + 1);
    windows.put(contribution.key(), before.plus(contribution, version, event.acceptedAt()));
  }

  /** The windows so far, each with the version of the last event in it. */
  public Map<AggregateKey, WindowState> windows() {
    return Collections.unmodifiableMap(windows);
  }
}

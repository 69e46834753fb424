package io.meterhouse.ratingengine.audit;

import io.meterhouse.metering.TenantId;
import io.meterhouse.ratingengine.outage.UnansweredException;
import io.meterhouse.ratingengine.usage.PriceKey;
import io.meterhouse.usagestore.AcceptedSlice;
import io.meterhouse.usagestore.RatedItemRow;
import io.meterhouse.usagestore.TouchedUsage;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Port: what ClickHouse has, to hold items against. Every method throws {@link UnansweredException}
 * where it cannot be read now.
 */
public interface AuditedUsage {

  /** Everything accepted before it is in the windows; empty: never measured. */
  Optional<Instant> watermark();

  /** Returns when all meters are known that were published before the call. */
  void catchUp();

  /** Whether the meter is in the catalogue. */
  boolean isKnown(PriceKey key);

  /**
   * Usage with windows that changed in the period.
   *
   * @param after last one of the page before; null: the first page
   */
  List<TouchedUsage> touched(AcceptedSlice period, @Nullable TouchedUsage after, int limit);

  /** The copies of these items; what is not there has none. */
  Map<UUID, RatedItemRow> copies(Collection<TenantId> tenants, Collection<UUID> items);
}

package io.meterhouse.ratingengine.audit;

import io.meterhouse.ratingengine.outage.UnansweredException;
import io.meterhouse.ratingengine.usage.PriceKey;
import io.meterhouse.ratingengine.usage.UsageCell;
import io.meterhouse.usagestore.AcceptedSlice;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Port: cycles, prices and items, to hold them against usage. Every method throws {@link
 * UnansweredException} where they cannot be read now.
 */
public interface AuditedLedger {

  /** An item that changed, and where. */
  record Changed(UUID id, UsageCell cell) {}

  /**
   * The cells of items of any kind that changed in the period, by their ids.
   *
   * @param after last id of the page before; null: the first page
   */
  List<Changed> changed(AcceptedSlice period, @Nullable UUID after, int limit);

  /** What models price, or priced until then, that changed in the period. */
  Set<PriceKey> repriced(AcceptedSlice period);

  /** What there is of these cells now. */
  LedgerSnapshot look(Collection<UsageCell> cells);

  /** Asks for all usage of these keys to be rated again. */
  void request(Collection<PriceKey> keys, String reason);

  /** Those of the keys that were asked for and are not through. */
  Set<PriceKey> requested(Collection<PriceKey> keys);
}

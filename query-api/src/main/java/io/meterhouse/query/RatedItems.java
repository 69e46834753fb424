package io.meterhouse.query;

import io.meterhouse.metering.TenantId;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** The billing items as a feed of changes. */
public interface RatedItems {

  /** Which items a reader wants; null takes all. */
  record Selection(
      TenantId tenant,
      @Nullable UUID billingCycleId,
      @Nullable String scopeId,
      @Nullable String meter) {}

  /**
   * At most {@code limit} items after {@code after}, in the order of the transactions that changed
   * them. A transaction is shown when it and all before it are over, whole or not at all, so a
   * reader who goes on from where it was misses nothing.
   */
  List<RatedItem> changedAfter(Selection selection, RatedItem.Position after, int limit);

  /**
   * Items of cycles that ended by then change no more, of all that {@link #changedAfter} would give
   * from now on; empty: none was closed yet.
   */
  Optional<Instant> finalUntil(Selection selection);
}

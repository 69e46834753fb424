package io.meterhouse.ratingengine.cycle;

import io.meterhouse.rating.cycle.CycleChain;
import io.meterhouse.rating.cycle.CycleStatus;
import io.meterhouse.rating.cycle.ScheduledCycle;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A billing cycle; only an active one takes items and changes of items.
 *
 * @param closedAt when its figures were fixed; null: they were not
 * @param watermark usage accepted before it is in the fixed figures; null: nobody can say
 */
public record BillingCycle(
    UUID id,
    CycleKey key,
    CycleChain chain,
    CycleStatus status,
    @Nullable Instant closedAt,
    @Nullable Instant watermark,
    Instant createdAt,
    Instant updatedAt) {

  /** A cycle that is open from now on. */
  public static BillingCycle active(UUID id, CycleKey key, CycleChain chain, Instant now) {
    return new BillingCycle(id, key, chain, CycleStatus.ACTIVE, null, null, now, now);
  }

  /** The same cycle with its figures fixed. */
  public BillingCycle closed(Instant now, @Nullable Instant read) {
    return new BillingCycle(id, key, chain, CycleStatus.CLOSED, now, read, createdAt, now);
  }

  /** The same cycle in another status. */
  public BillingCycle in(CycleStatus next, Instant now) {
    return new BillingCycle(id, key, chain, next, closedAt, watermark, createdAt, now);
  }

  /** Whether items may still change. */
  public boolean isActive() {
    return status == CycleStatus.ACTIVE;
  }

  /** Which prices its figures were fixed with: those known then. */
  public Instant pricesKnownAt() {
    return closedAt == null ? updatedAt : closedAt;
  }

  /** Where it is on the calendar. */
  public ScheduledCycle scheduled() {
    return new ScheduledCycle(key.period(), chain);
  }
}

package io.meterhouse.ratingengine.billing;

import io.meterhouse.metering.TenantId;
import io.meterhouse.rating.inforce.PriceTimeline;
import io.meterhouse.ratingengine.cycle.BillingCycle;
import io.meterhouse.ratingengine.cycle.CycleKey;
import io.meterhouse.ratingengine.cycle.CycleOwner;
import io.meterhouse.ratingengine.cycle.OwnerSpan;
import io.meterhouse.ratingengine.usage.PriceKey;
import io.meterhouse.ratingengine.usage.UsageCell;
import java.time.Instant;
import java.time.ZoneId;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Cycles, prices and items, with PostgreSQL behind them. Safe for use by several threads. */
public interface BillingLedger {

  /** The time zones of those tenants; one that does not exist is not in it. */
  Map<TenantId, ZoneId> zones(Collection<TenantId> tenants);

  /** The prices through the period of each cell; a cell that is never priced is not in it. */
  Map<UsageCell, PriceTimeline> prices(Collection<UsageCell> cells);

  /**
   * The cells of all items of a meter whose cycle is still active.
   *
   * @param subject whose alone; null: everybody's
   */
  List<UsageCell> openCells(PriceKey key, @Nullable String subject);

  /**
   * A cell for each active cycle, if the meter has a model with a fee, which is due without usage;
   * none otherwise.
   *
   * @param subject whose alone; null: everybody's
   */
  List<UsageCell> feeCells(PriceKey key, @Nullable String subject);

  /** Of each span the cycles that reach into it, the one before it and the one after it. */
  List<BillingCycle> cyclesAround(Collection<OwnerSpan> spans);

  /** Those of the cycles that exist. */
  Map<CycleKey, BillingCycle> cycles(Collection<CycleKey> keys);

  /** Runs the work in one transaction; what it threw passes after everything was undone. */
  void inTransaction(Consumer<Transaction> work);

  /** One transaction; every read sees what was committed before that read. */
  interface Transaction {

    /**
     * Keeps everybody else from opening cycles of these owners, and from closing any of their
     * tenants, until the end of the transaction. Taken before any lock of a cycle.
     */
    void lockOwners(Collection<CycleOwner> owners);

    /**
     * The cycle, with every cycle of its tenant kept from being opened or closed by others until
     * the end of the transaction. Empty: the tenant has none of that id.
     */
    Optional<BillingCycle> lockForClosing(TenantId tenant, UUID id);

    /**
     * Keeps everybody else from writing prices of the tenant until the end of the transaction.
     *
     * @param now what the clock says
     * @return now, or a little later: after everything that was written about its prices, and
     *     before everything that will be
     */
    Instant lockPrices(TenantId tenant, Instant now);

    /** Locks those that exist until the end of the transaction. */
    Map<CycleKey, BillingCycle> lock(Collection<CycleKey> keys);

    /** As {@link BillingLedger#cyclesAround}. */
    List<BillingCycle> cyclesAround(Collection<OwnerSpan> spans);

    /** Before it nothing of the owner changes any more, as readers were told; it may have none. */
    Map<CycleOwner, Instant> finalUntil(Collection<CycleOwner> owners);

    /** Inserts cycles, closed ones with the seal of no items. */
    void open(Collection<BillingCycle> cycles);

    /** As {@link BillingLedger#prices}. */
    Map<UsageCell, PriceTimeline> prices(Collection<UsageCell> cells);

    /** As {@link #prices}, of each cell as they were known at a time. */
    Map<UsageCell, PriceTimeline> pricesAsKnown(Map<UsageCell, Instant> knownAt);

    /** Everything of the tenant that has a price. */
    Set<PriceKey> priced(TenantId tenant);

    /** All items of these cycles. */
    List<BillingItem> items(Collection<BillingCycle> cycles);

    /** What is charged elsewhere for these cycles, in cycles that are not cancelled. */
    List<BillingItem> adjustmentsOf(Collection<BillingCycle> cycles);

    /** Inserts or replaces the items and announces them on billing.rated. */
    void save(List<BillingItem> items);

    /** Announces items that are as they are on billing.rated once more. */
    void announce(List<BillingItem> items);

    /** Stores that the cycle is closed. */
    void close(BillingCycle closed, CycleSeal seal);
  }
}

package io.meterhouse.ratingengine;

import io.meterhouse.metering.TenantId;
import io.meterhouse.rating.inforce.PriceTimeline;
import java.time.ZoneId;
import java.util.Collection;
import java.util.List;
import java.util.Map;
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

  /** Runs the work in one transaction; what it threw passes after everything was undone. */
  void inTransaction(Consumer<Transaction> work);

  /** One transaction; every read sees what was committed before that read. */
  interface Transaction {

    /**
     * Opens those of {@code toOpen} that are missing, then locks all of {@code toOpen} and {@code
     * ifPresent} until the end of the transaction and returns those that exist.
     */
    Map<CycleKey, BillingCycle> lockCycles(
        Collection<CycleKey> toOpen, Collection<CycleKey> ifPresent);

    /** As {@link BillingLedger#prices}. */
    Map<UsageCell, PriceTimeline> prices(Collection<UsageCell> cells);

    /** All items of these cycles. */
    List<BillingItem> items(Collection<BillingCycle> cycles);

    /** Inserts or replaces the items and announces them on billing.rated. */
    void save(List<BillingItem> items);

    /** Announces items that are as they are on billing.rated once more. */
    void announce(List<BillingItem> items);
  }
}

package io.meterhouse.ratingengine;

import io.meterhouse.metering.TenantId;
import io.meterhouse.rating.inforce.PriceTimeline;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneId;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.stream.Collectors;

/**
 * Brings billing items in line with usage and prices: items = rate(price in force, usage). Doing it
 * twice changes nothing.
 *
 * <p>The cycles are locked before usage and prices are read. So of two raters of one item the later
 * one reads at least what the earlier one read, and an item never falls back to older usage.
 */
public final class Rater {

  private final BillingLedger ledger;
  private final UsageTotals usage;
  private final InstantSource clock;

  /** Over these stores. */
  public Rater(BillingLedger ledger, UsageTotals usage, InstantSource clock) {
    this.ledger = ledger;
    this.usage = usage;
    this.clock = clock;
  }

  /** The cells of usage whose tenant exists; what belongs to no tenant waits for its creation. */
  public List<UsageCell> cells(Collection<DirtyUsage> dirty, UnknownTenants unknown) {
    Set<TenantId> tenants =
        dirty.stream().map(one -> one.key().tenant()).collect(Collectors.toSet());
    Map<TenantId, ZoneId> zones = ledger.zones(tenants);
    Set<UsageCell> cells = new LinkedHashSet<>();
    for (DirtyUsage one : dirty) {
      ZoneId zone = zones.get(one.key().tenant());
      if (zone == null) {
        unknown.tell(one.key().tenant());
      } else {
        cells.addAll(
            (usage.countsDays(one.key().price()) ? one.onCalendarOf(zone) : one).cells(zone));
      }
    }
    return List.copyOf(cells);
  }

  /** Rates the cells in one transaction. Returns how many items changed. */
  public int rate(Collection<UsageCell> cells) {
    if (cells.isEmpty()) {
      return 0;
    }
    // Only to leave alone what has no price: what counts is read again under the lock.
    Set<UsageCell> priced = ledger.prices(cells).keySet();
    Set<CycleKey> toOpen = new TreeSet<>();
    Set<CycleKey> ifPresent = new TreeSet<>();
    for (UsageCell cell : cells) {
      (priced.contains(cell) ? toOpen : ifPresent).add(cell.cycle());
    }
    int[] changed = {0};
    ledger.inTransaction(
        transaction ->
            changed[0] = rate(cells, transaction.lockCycles(toOpen, ifPresent), transaction));
    return changed[0];
  }

  private int rate(
      Collection<UsageCell> cells,
      Map<CycleKey, BillingCycle> cycles,
      BillingLedger.Transaction transaction) {
    Map<UsageCell, PriceTimeline> prices = transaction.prices(cells);
    Map<ItemKey, BillingItem> items = new HashMap<>();
    for (BillingItem item : transaction.items(cycles.values())) {
      items.put(new ItemKey(item.cycleId(), item.usage().meter()), item);
    }
    List<ItemDecision.Facts> billable = new ArrayList<>();
    for (UsageCell cell : cells) {
      BillingCycle cycle = cycles.get(cell.cycle());
      if (cycle != null && cycle.isActive()) {
        ItemDecision.Facts facts =
            new ItemDecision.Facts(
                cell,
                cycle,
                null,
                prices.get(cell),
                items.get(new ItemKey(cycle.id(), cell.key().meter())));
        if (facts.prices() != null || facts.present() != null) {
          billable.add(facts);
        }
      }
    }
    List<BillingItem> changed = decide(billable);
    transaction.save(changed);
    return changed.size();
  }

  private List<BillingItem> decide(List<ItemDecision.Facts> billable) {
    Map<UsageCell, PriceTimeline> prices = new HashMap<>();
    for (ItemDecision.Facts facts : billable) {
      if (facts.prices() != null) {
        prices.put(facts.cell(), facts.prices());
      }
    }
    Map<UsageUntil, BigDecimal> read =
        usage.totals(
            CellUsage.wanted(billable.stream().map(ItemDecision.Facts::cell).toList(), prices));
    Instant now = clock.instant().truncatedTo(ChronoUnit.MILLIS);
    List<BillingItem> changed = new ArrayList<>();
    for (ItemDecision.Facts facts : billable) {
      ItemDecision.decide(facts.withTotals(CellUsage.of(facts.cell(), facts.prices(), read)), now)
          .ifPresent(changed::add);
    }
    return changed;
  }

  private record ItemKey(UUID cycle, String meter) {}
}

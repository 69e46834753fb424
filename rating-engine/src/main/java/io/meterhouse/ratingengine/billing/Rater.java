package io.meterhouse.ratingengine.billing;

import io.meterhouse.metering.TenantId;
import io.meterhouse.rating.inforce.PriceTimeline;
import io.meterhouse.ratingengine.cycle.BillingCycle;
import io.meterhouse.ratingengine.cycle.CycleBook;
import io.meterhouse.ratingengine.cycle.CycleKey;
import io.meterhouse.ratingengine.cycle.CyclesMovedException;
import io.meterhouse.ratingengine.usage.CellUsage;
import io.meterhouse.ratingengine.usage.DirtyUsage;
import io.meterhouse.ratingengine.usage.UnknownTenants;
import io.meterhouse.ratingengine.usage.UsageCell;
import io.meterhouse.ratingengine.usage.UsageTotals;
import io.meterhouse.ratingengine.usage.UsageUntil;
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
 * twice changes nothing. What a closed cycle lacks is charged in the open one.
 *
 * <p>The cycles are locked before usage and prices are read. So of two raters of one item the later
 * one reads at least what the earlier one read, and an item never falls back to older usage.
 */
public final class Rater {

  /** So often in a row somebody may make cycles where others were to be opened. */
  private static final int MAX_LOOKS = 5;

  private final BillingLedger ledger;
  private final UsageTotals usage;
  private final InstantSource clock;
  private final LateUsage late;

  /** Over these stores. */
  public Rater(BillingLedger ledger, UsageTotals usage, InstantSource clock) {
    this.ledger = ledger;
    this.usage = usage;
    this.clock = clock;
    this.late = new LateUsage(ledger, usage, clock);
  }

  /** The cells of usage whose tenant exists; what belongs to no tenant waits for its creation. */
  public List<UsageCell> cells(Collection<DirtyUsage> dirty, UnknownTenants unknown) {
    Set<TenantId> tenants =
        dirty.stream().map(one -> one.key().tenant()).collect(Collectors.toSet());
    Map<TenantId, ZoneId> zones = ledger.zones(tenants);
    List<DirtyUsage> all = new ArrayList<>(dirty.size());
    for (DirtyUsage one : dirty) {
      ZoneId zone = zones.get(one.key().tenant());
      if (zone == null) {
        unknown.tell(one.key().tenant());
      } else {
        DirtyUsage local = usage.countsDays(one.key().price()) ? one.onCalendarOf(zone) : one;
        all.add(local);
      }
    }
    return cells(all, zones);
  }

  /** The cells as they are now: where no cycle was opened, somebody may have made another one. */
  public List<UsageCell> relocated(Collection<UsageCell> cells) {
    Map<CycleKey, BillingCycle> present =
        ledger.cycles(cells.stream().map(UsageCell::cycle).collect(Collectors.toSet()));
    Set<UsageCell> found = new LinkedHashSet<>();
    List<DirtyUsage> missing = new ArrayList<>();
    Map<TenantId, ZoneId> zones = new HashMap<>();
    for (UsageCell cell : cells) {
      if (present.containsKey(cell.cycle())) {
        found.add(cell);
      } else {
        missing.add(cell.whole());
        zones.put(cell.key().tenant(), cell.zone());
      }
    }
    found.addAll(cells(missing, zones));
    return List.copyOf(found);
  }

  private List<UsageCell> cells(Collection<DirtyUsage> dirty, Map<TenantId, ZoneId> zones) {
    if (dirty.isEmpty()) {
      return List.of();
    }
    CycleBook book =
        new CycleBook(ledger.cyclesAround(dirty.stream().map(DirtyUsage::span).toList()));
    Set<UsageCell> cells = new LinkedHashSet<>();
    for (DirtyUsage one : dirty) {
      ZoneId zone = zones.get(one.key().tenant());
      if (zone != null) {
        cells.addAll(one.cells(book, zone));
      }
    }
    return List.copyOf(cells);
  }

  /**
   * Rates the cells in one transaction, and adjusts what is closed in another. Returns how many
   * items changed.
   */
  public int rate(Collection<UsageCell> cells) {
    Collection<UsageCell> now = cells;
    for (int look = 1; ; look++) {
      try {
        return now.isEmpty() ? 0 : rateOnce(now);
      } catch (CyclesMovedException e) {
        if (look == MAX_LOOKS) {
          throw e;
        }
        now = relocated(now);
      }
    }
  }

  private int rateOnce(Collection<UsageCell> cells) {
    List<UsageCell> toOpen = toOpen(cells);
    int[] changed = {0};
    List<UsageCell> closed = new ArrayList<>();
    ledger.inTransaction(
        transaction -> {
          if (!toOpen.isEmpty()) {
            CycleOpening.open(transaction, toOpen, now());
          }
          Set<CycleKey> cycles = new TreeSet<>();
          cells.forEach(cell -> cycles.add(cell.cycle()));
          Map<CycleKey, BillingCycle> locked = transaction.lock(cycles);
          changed[0] = rate(transaction, cells, locked);
          cells.stream().filter(cell -> isBilled(cell, locked)).forEach(closed::add);
        });
    return changed[0] + late.adjust(closed);
  }

  /** Those with a price and usage whose cycle is not there. */
  private List<UsageCell> toOpen(Collection<UsageCell> cells) {
    Map<CycleKey, BillingCycle> present =
        ledger.cycles(cells.stream().map(UsageCell::cycle).collect(Collectors.toSet()));
    List<UsageCell> absent =
        cells.stream().filter(cell -> !present.containsKey(cell.cycle())).toList();
    if (absent.isEmpty()) {
      return absent;
    }
    // Only to leave alone what has no price: what counts is read again under the lock.
    Set<UsageCell> priced = ledger.prices(absent).keySet();
    List<UsageCell> missing = absent.stream().filter(priced::contains).toList();
    if (missing.isEmpty()) {
      return missing;
    }
    // A range of usage reaches into cycles that have none of it.
    Set<UsageUntil> used = usage.totals(missing.stream().map(UsageUntil::whole).toList()).keySet();
    return missing.stream().filter(cell -> used.contains(UsageUntil.whole(cell))).toList();
  }

  private static boolean isBilled(UsageCell cell, Map<CycleKey, BillingCycle> cycles) {
    BillingCycle cycle = cycles.get(cell.cycle());
    return cycle != null && cycle.status().isBilled();
  }

  /** Rates those of the cells whose cycle is open; the cycles are locked. */
  int rate(
      BillingLedger.Transaction transaction,
      Collection<UsageCell> cells,
      Map<CycleKey, BillingCycle> cycles) {
    Map<UsageCell, PriceTimeline> prices = transaction.prices(cells);
    Map<ItemKey, BillingItem> items = new HashMap<>();
    for (BillingItem item : transaction.items(cycles.values())) {
      if (item.kind() instanceof ItemKind.Usage) {
        items.put(new ItemKey(item.cycleId(), item.usage().meter()), item);
      }
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
    Instant now = now();
    List<BillingItem> changed = new ArrayList<>();
    for (ItemDecision.Facts facts : billable) {
      ItemDecision.decide(facts.withTotals(CellUsage.of(facts.cell(), facts.prices(), read)), now)
          .ifPresent(changed::add);
    }
    return changed;
  }

  private Instant now() {
    return clock.instant().truncatedTo(ChronoUnit.MILLIS);
  }

  private record ItemKey(UUID cycle, String meter) {}
}

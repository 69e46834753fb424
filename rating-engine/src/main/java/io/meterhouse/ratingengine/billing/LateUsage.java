package io.meterhouse.ratingengine.billing;

import io.meterhouse.rating.inforce.PriceTimeline;
import io.meterhouse.ratingengine.cycle.BillingCycle;
import io.meterhouse.ratingengine.cycle.CycleBook;
import io.meterhouse.ratingengine.cycle.CycleKey;
import io.meterhouse.ratingengine.cycle.CycleOwner;
import io.meterhouse.ratingengine.cycle.OwnerSpan;
import io.meterhouse.ratingengine.usage.CellUsage;
import io.meterhouse.ratingengine.usage.UsageCell;
import io.meterhouse.ratingengine.usage.UsageTotals;
import io.meterhouse.ratingengine.usage.UsageUntil;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Charges in open cycles what closed ones lack, or gives it back. Doing it twice changes nothing.
 */
final class LateUsage {

  private static final Instant ALWAYS = Instant.parse("9999-12-31T00:00:00Z");

  private final BillingLedger ledger;
  private final UsageTotals usage;
  private final InstantSource clock;

  LateUsage(BillingLedger ledger, UsageTotals usage, InstantSource clock) {
    this.ledger = ledger;
    this.usage = usage;
    this.clock = clock;
  }

  /** Brings the adjustments of these cells, whose cycles are closed, in line with their usage. */
  int adjust(Collection<UsageCell> cells) {
    if (cells.isEmpty()) {
      return 0;
    }
    // Mostly there is nothing to adjust, and then nobody has to wait for locks.
    List<UsageCell> differing = new ArrayList<>();
    ledger.inTransaction(
        transaction -> {
          Map<CycleKey, BillingCycle> cycles = ledger.cycles(keys(cells));
          facts(transaction, cells, cycles).stream()
              .filter(AdjustmentDecision::differs)
              .map(AdjustmentDecision.Facts::cell)
              .forEach(differing::add);
        });
    if (differing.isEmpty()) {
      return 0;
    }
    int[] changed = {0};
    ledger.inTransaction(transaction -> changed[0] = adjust(transaction, differing));
    return changed[0];
  }

  private int adjust(BillingLedger.Transaction transaction, List<UsageCell> cells) {
    Instant now = clock.instant().truncatedTo(ChronoUnit.MILLIS);
    transaction.lockOwners(cells.stream().map(UsageCell::owner).collect(Collectors.toSet()));
    Map<CycleKey, BillingCycle> open = openCycles(transaction, cells, now);
    Set<CycleKey> all = keys(cells);
    open.values().forEach(cycle -> all.add(cycle.key()));
    Map<CycleKey, BillingCycle> locked = transaction.lock(all);
    List<BillingItem> changed = new ArrayList<>();
    for (AdjustmentDecision.Facts facts : facts(transaction, cells, locked)) {
      BillingCycle target = open.get(facts.cell().cycle());
      if (target != null) {
        AdjustmentDecision.decide(facts, target, now).ifPresent(changed::add);
      }
    }
    transaction.save(changed);
    return changed.size();
  }

  /** The cycle that is charged for each closed one; those that are missing are opened. */
  private Map<CycleKey, BillingCycle> openCycles(
      BillingLedger.Transaction transaction, List<UsageCell> cells, Instant now) {
    Set<OwnerSpan> spans = new HashSet<>();
    for (UsageCell cell : cells) {
      spans.add(new OwnerSpan(cell.owner(), cell.period().start(), ALWAYS));
    }
    List<BillingCycle> cycles = transaction.cyclesAround(spans);
    Map<CycleKey, BillingCycle> byKey = new HashMap<>();
    cycles.forEach(cycle -> byKey.put(cycle.key(), cycle));
    Map<CycleOwner, Instant> finals =
        transaction.finalUntil(cells.stream().map(UsageCell::owner).collect(Collectors.toSet()));
    Map<CycleKey, BillingCycle> open = new HashMap<>();
    Map<CycleKey, BillingCycle> missing = new HashMap<>();
    for (UsageCell cell : cells) {
      BillingCycle closed = byKey.get(cell.cycle());
      if (closed == null || !closed.status().isBilled()) {
        continue;
      }
      BillingCycle target =
          CycleOpening.forAdjustments(
              new CycleBook(cycles), closed, cell.zone(), finals.get(cell.owner()), now);
      open.put(cell.cycle(), target);
      if (!byKey.containsKey(target.key())) {
        missing.put(target.key(), target);
      }
    }
    transaction.open(missing.values());
    return open;
  }

  private List<AdjustmentDecision.Facts> facts(
      BillingLedger.Transaction transaction,
      Collection<UsageCell> cells,
      Map<CycleKey, BillingCycle> cycles) {
    List<UsageCell> billed =
        cells.stream().filter(cell -> isBilled(cycles.get(cell.cycle()))).toList();
    Set<BillingCycle> closed =
        billed.stream().map(cell -> cycle(cycles, cell)).collect(Collectors.toSet());
    Map<ItemKey, BillingItem> items = new HashMap<>();
    for (BillingItem item : transaction.items(closed)) {
      if (item.kind() instanceof ItemKind.Usage) {
        items.put(new ItemKey(item.cycleId(), item.usage().meter()), item);
      }
    }
    Map<ItemKey, List<BillingItem>> adjustments = new HashMap<>();
    for (BillingItem item : transaction.adjustmentsOf(closed)) {
      if (item.kind() instanceof ItemKind.Adjustment of) {
        adjustments
            .computeIfAbsent(
                new ItemKey(of.cycle(), item.usage().meter()), key -> new ArrayList<>())
            .add(item);
      }
    }
    Map<UsageCell, Instant> knownAt = new LinkedHashMap<>();
    billed.forEach(cell -> knownAt.put(cell, cycle(cycles, cell).pricesKnownAt()));
    Map<UsageCell, PriceTimeline> prices = transaction.pricesAsKnown(knownAt);
    List<UsageCell> priced = billed.stream().filter(prices::containsKey).toList();
    Map<UsageUntil, BigDecimal> read = usage.totals(CellUsage.wanted(priced, prices));
    List<AdjustmentDecision.Facts> facts = new ArrayList<>();
    for (UsageCell cell : priced) {
      BillingCycle cycle = cycle(cycles, cell);
      ItemKey key = new ItemKey(cycle.id(), cell.key().meter());
      facts.add(
          new AdjustmentDecision.Facts(
              cell,
              cycle,
              CellUsage.of(cell, prices.get(cell), read),
              prices.get(cell),
              items.get(key),
              adjustments.getOrDefault(key, List.of())));
    }
    return facts;
  }

  private static boolean isBilled(@Nullable BillingCycle cycle) {
    return cycle != null && cycle.status().isBilled();
  }

  private static BillingCycle cycle(Map<CycleKey, BillingCycle> cycles, UsageCell cell) {
    BillingCycle cycle = cycles.get(cell.cycle());
    if (cycle == null) {
      throw new IllegalStateException("no cycle " + cell.cycle());
    }
    return cycle;
  }

  private static Set<CycleKey> keys(Collection<UsageCell> cells) {
    return cells.stream().map(UsageCell::cycle).collect(Collectors.toCollection(HashSet::new));
  }

  private record ItemKey(UUID cycle, String meter) {}
}

package io.meterhouse.ratingengine;

import io.meterhouse.metering.TenantId;
import io.meterhouse.rating.cycle.CycleStatus;
import io.meterhouse.rating.inforce.PricePlan;
import io.meterhouse.rating.inforce.PriceTimeline;
import io.meterhouse.ratingengine.billing.BillingItem;
import io.meterhouse.ratingengine.billing.BillingLedger;
import io.meterhouse.ratingengine.billing.CycleSeal;
import io.meterhouse.ratingengine.billing.ItemKind;
import io.meterhouse.ratingengine.cycle.BillingCycle;
import io.meterhouse.ratingengine.cycle.CycleKey;
import io.meterhouse.ratingengine.cycle.CycleOwner;
import io.meterhouse.ratingengine.cycle.OwnerSpan;
import io.meterhouse.ratingengine.usage.PriceKey;
import io.meterhouse.ratingengine.usage.UsageCell;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** A ledger in memory; it can be told to fail. */
public final class FakeLedger implements BillingLedger, BillingLedger.Transaction {

  public final Map<TenantId, ZoneId> zones = new HashMap<>();
  public final Map<PriceKey, PricePlan> prices = new HashMap<>();
  public final Map<CycleKey, BillingCycle> cycles = new LinkedHashMap<>();
  public final Map<UUID, BillingItem> items = new LinkedHashMap<>();
  public final List<BillingItem> saved = new ArrayList<>();
  public final List<BillingItem> announced = new ArrayList<>();
  public final List<BillingCycle> opened = new ArrayList<>();
  public final Map<CycleOwner, Instant> finalUntil = new HashMap<>();
  public final Map<PriceKey, PricePlan> knownPrices = new HashMap<>();
  public final Map<UUID, CycleSeal> seals = new HashMap<>();

  /** By how much the server's clock is behind the order of prices and closes. */
  public Duration clockBehind = Duration.ZERO;

  public final List<TenantId> pricesLocked = new ArrayList<>();

  /** What somebody else does before we have the locks. */
  public Runnable beforeOpening = () -> {};

  @Nullable RuntimeException failure;

  @Override
  public Map<TenantId, ZoneId> zones(Collection<TenantId> tenants) {
    if (failure != null) {
      throw failure;
    }
    Map<TenantId, ZoneId> found = new HashMap<>(zones);
    found.keySet().retainAll(List.copyOf(tenants));
    return found;
  }

  @Override
  public Map<UsageCell, PriceTimeline> prices(Collection<UsageCell> cells) {
    Map<UsageCell, PriceTimeline> found = new HashMap<>();
    for (UsageCell cell : cells) {
      PricePlan plan = prices.get(cell.key().price());
      if (plan != null) {
        found.put(cell, PriceTimeline.of(cell.period(), plan));
      }
    }
    return found;
  }

  @Override
  public List<UsageCell> openCells(PriceKey key, @Nullable String subject) {
    return List.of();
  }

  @Override
  public List<UsageCell> feeCells(PriceKey key, @Nullable String subject) {
    return List.of();
  }

  @Override
  public void inTransaction(Consumer<Transaction> work) {
    work.accept(this);
  }

  @Override
  public List<BillingCycle> cyclesAround(Collection<OwnerSpan> spans) {
    Set<CycleOwner> owners = spans.stream().map(OwnerSpan::owner).collect(Collectors.toSet());
    return cycles.values().stream().filter(one -> owners.contains(one.key().owner())).toList();
  }

  @Override
  public Map<CycleKey, BillingCycle> cycles(Collection<CycleKey> keys) {
    Map<CycleKey, BillingCycle> found = new HashMap<>(cycles);
    found.keySet().retainAll(List.copyOf(keys));
    return found;
  }

  @Override
  public void lockOwners(Collection<CycleOwner> owners) {
    beforeOpening.run();
  }

  @Override
  public Optional<BillingCycle> lockForClosing(TenantId tenant, UUID id) {
    return cycles.values().stream().filter(cycle -> cycle.id().equals(id)).findFirst();
  }

  @Override
  public Instant lockPrices(TenantId tenant, Instant now) {
    pricesLocked.add(tenant);
    return now.plus(clockBehind);
  }

  @Override
  public Map<CycleKey, BillingCycle> lock(Collection<CycleKey> keys) {
    return cycles(keys);
  }

  @Override
  public Map<CycleOwner, Instant> finalUntil(Collection<CycleOwner> owners) {
    Map<CycleOwner, Instant> found = new HashMap<>(finalUntil);
    found.keySet().retainAll(List.copyOf(owners));
    return found;
  }

  @Override
  public void open(Collection<BillingCycle> missing) {
    opened.addAll(missing);
    missing.forEach(cycle -> cycles.put(cycle.key(), cycle));
  }

  @Override
  public Map<UsageCell, PriceTimeline> pricesAsKnown(Map<UsageCell, Instant> knownAt) {
    Map<UsageCell, PriceTimeline> found = prices(knownAt.keySet());
    for (UsageCell cell : knownAt.keySet()) {
      PricePlan plan = knownPrices.get(cell.key().price());
      if (plan != null) {
        found.put(cell, PriceTimeline.of(cell.period(), plan));
      }
    }
    return found;
  }

  @Override
  public Set<PriceKey> priced(TenantId tenant) {
    return Set.copyOf(prices.keySet());
  }

  @Override
  public List<BillingItem> adjustmentsOf(Collection<BillingCycle> adjusted) {
    List<UUID> ids = adjusted.stream().map(BillingCycle::id).toList();
    return items.values().stream()
        .filter(
            item ->
                item.kind() instanceof ItemKind.Adjustment adjustment
                    && ids.contains(adjustment.cycle()))
        .toList();
  }

  @Override
  public void close(BillingCycle closed, CycleSeal seal) {
    cycles.put(closed.key(), closed);
    seals.put(closed.id(), seal);
  }

  /** Sets the status of all cycles. */
  public void become(CycleStatus status) {
    cycles.replaceAll((key, cycle) -> cycle.in(status, cycle.updatedAt()));
  }

  @Override
  public List<BillingItem> items(Collection<BillingCycle> wanted) {
    List<UUID> ids = wanted.stream().map(BillingCycle::id).toList();
    return items.values().stream().filter(item -> ids.contains(item.cycleId())).toList();
  }

  @Override
  public void save(List<BillingItem> changed) {
    saved.addAll(changed);
    changed.forEach(item -> items.put(item.id(), item));
  }

  @Override
  public void announce(List<BillingItem> unchanged) {
    announced.addAll(unchanged);
  }
}

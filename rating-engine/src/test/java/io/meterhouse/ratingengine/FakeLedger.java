package io.meterhouse.ratingengine;

import io.meterhouse.metering.TenantId;
import io.meterhouse.rating.inforce.PricePlan;
import io.meterhouse.rating.inforce.PriceTimeline;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** A ledger in memory; it can be told to fail. */
final class FakeLedger implements BillingLedger, BillingLedger.Transaction {

  final Map<TenantId, ZoneId> zones = new HashMap<>();
  final Map<PriceKey, PricePlan> prices = new HashMap<>();
  final Map<CycleKey, BillingCycle> cycles = new LinkedHashMap<>();
  final Map<java.util.UUID, BillingItem> items = new LinkedHashMap<>();
  final List<BillingItem> saved = new ArrayList<>();
  final List<BillingItem> announced = new ArrayList<>();
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
  public Map<CycleKey, BillingCycle> lockCycles(
      Collection<CycleKey> toOpen, Collection<CycleKey> ifPresent) {
    for (CycleKey key : toOpen) {
      cycles.putIfAbsent(key, new BillingCycle(key.id(), key, BillingCycle.ACTIVE));
    }
    Map<CycleKey, BillingCycle> locked = new HashMap<>(cycles);
    List<CycleKey> asked = new ArrayList<>(toOpen);
    asked.addAll(ifPresent);
    locked.keySet().retainAll(asked);
    return locked;
  }

  @Override
  public List<BillingItem> items(Collection<BillingCycle> wanted) {
    List<java.util.UUID> ids = wanted.stream().map(BillingCycle::id).toList();
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

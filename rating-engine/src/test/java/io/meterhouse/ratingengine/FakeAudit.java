package io.meterhouse.ratingengine;

import io.meterhouse.metering.TenantId;
import io.meterhouse.rating.PricingModel;
import io.meterhouse.usagestore.AcceptedSlice;
import io.meterhouse.usagestore.RatedItemOrigin;
import io.meterhouse.usagestore.RatedItemRow;
import io.meterhouse.usagestore.TouchedUsage;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** What an audit reads, of a ledger in memory and with copies that can be falsified. */
final class FakeAudit implements AuditedLedger, AuditedUsage, RatingBarrier {

  final FakeLedger ledger;
  final Map<UUID, RatedItemRow> copies = new HashMap<>();
  final Map<ModelVersion, PricingModel> models = new HashMap<>();
  final Map<UsageCell, LedgerSnapshot.Closed> closed = new HashMap<>();
  final Map<UsageCell, LedgerSnapshot.Unreadable> unreadable = new HashMap<>();
  final Set<CycleKey> broken = new HashSet<>();
  final Set<PriceKey> requested = new HashSet<>();
  final Set<PriceKey> unknown = new HashSet<>();
  final List<TouchedUsage> touched = new CopyOnWriteArrayList<>();
  final List<Changed> changed = new ArrayList<>();
  final List<AcceptedSlice> asked = new CopyOnWriteArrayList<>();

  /** What happens while somebody waits for rating. */
  Runnable meanwhile = () -> {};

  volatile Optional<Instant> watermark = Optional.of(Facts.NOON);
  int barriers;

  FakeAudit(FakeLedger ledger) {
    this.ledger = ledger;
  }

  @Override
  public void await() {
    barriers++;
    meanwhile.run();
  }

  @Override
  public List<Changed> changed(AcceptedSlice period, @Nullable UUID after, int limit) {
    return changed;
  }

  @Override
  public Set<PriceKey> repriced(AcceptedSlice period) {
    return Set.of();
  }

  @Override
  public LedgerSnapshot look(Collection<UsageCell> cells) {
    Map<UsageCell, List<LedgerSnapshot.Item>> items = new HashMap<>();
    for (UsageCell cell : cells) {
      items.put(
          cell,
          ledger.items.values().stream()
              .filter(item -> item.usage().equals(cell.key()) && isIn(cell, item))
              .map(item -> new LedgerSnapshot.Item(item, copy(item)))
              .toList());
    }
    return new LedgerSnapshot(
        ledger.cycles, ledger.prices(cells), requested, items, models, unreadable, closed, broken);
  }

  private boolean isIn(UsageCell cell, BillingItem item) {
    BillingCycle cycle = ledger.cycles.get(cell.cycle());
    return cycle != null && cycle.id().equals(item.cycleId());
  }

  @Override
  public void request(Collection<PriceKey> keys, String reason) {
    requested.addAll(keys);
  }

  @Override
  public Set<PriceKey> requested(Collection<PriceKey> keys) {
    return keys.stream().filter(requested::contains).collect(Collectors.toSet());
  }

  @Override
  public Optional<Instant> watermark() {
    return watermark;
  }

  @Override
  public void catchUp() {}

  @Override
  public boolean isKnown(PriceKey key) {
    return !key.meter().isEmpty() && !unknown.contains(key);
  }

  @Override
  public List<TouchedUsage> touched(AcceptedSlice period, @Nullable TouchedUsage after, int limit) {
    asked.add(period);
    return List.copyOf(touched);
  }

  @Override
  public Map<UUID, RatedItemRow> copies(Collection<TenantId> tenants, Collection<UUID> items) {
    Map<UUID, RatedItemRow> found = new HashMap<>(copies);
    found.keySet().retainAll(List.copyOf(items));
    return found;
  }

  /** ClickHouse has everything that was saved, and keeps the highest version. */
  void sink() {
    for (BillingItem item : ledger.items.values()) {
      copies.merge(item.id(), copy(item), (was, now) -> was.version() > now.version() ? was : now);
    }
  }

  static RatedItemRow copy(BillingItem item) {
    return new RatedItemRow(
        item.usage().tenant().value(),
        item.id().toString(),
        item.scope().type(),
        item.scope().id(),
        item.cycleId().toString(),
        item.usage().meter(),
        item.modelId().toString(),
        item.modelVersion(),
        item.line().quantity(),
        item.line().unitPrice().toPlainString(),
        item.line().preciseAmount().toPlainString(),
        new BigDecimal(item.line().totalAmount().toPlainString()),
        item.line().currency().getCurrencyCode(),
        "[]",
        item.version(),
        item.changedAt(),
        new RatedItemOrigin(item.kind().wireName(), item.kind().itemType(), "", "", ""));
  }
}

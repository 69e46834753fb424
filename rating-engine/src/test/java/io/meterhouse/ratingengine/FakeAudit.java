package io.meterhouse.ratingengine;

import io.meterhouse.metering.TenantId;
import io.meterhouse.rating.PricingModel;
import io.meterhouse.ratingengine.audit.AuditedLedger;
import io.meterhouse.ratingengine.audit.AuditedUsage;
import io.meterhouse.ratingengine.audit.LedgerSnapshot;
import io.meterhouse.ratingengine.audit.ModelVersion;
import io.meterhouse.ratingengine.audit.RatingBarrier;
import io.meterhouse.ratingengine.billing.BillingItem;
import io.meterhouse.ratingengine.cycle.BillingCycle;
import io.meterhouse.ratingengine.cycle.CycleKey;
import io.meterhouse.ratingengine.pricing.Changed;
import io.meterhouse.ratingengine.usage.PriceKey;
import io.meterhouse.ratingengine.usage.UsageCell;
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
public final class FakeAudit implements AuditedLedger, AuditedUsage, RatingBarrier {

  final FakeLedger ledger;
  public final Map<UUID, RatedItemRow> copies = new HashMap<>();
  public final Map<ModelVersion, PricingModel> models = new HashMap<>();
  public final Map<UsageCell, LedgerSnapshot.Closed> closed = new HashMap<>();
  public final Map<UsageCell, LedgerSnapshot.Unreadable> unreadable = new HashMap<>();
  public final Set<CycleKey> broken = new HashSet<>();
  public final Set<PriceKey> requested = new HashSet<>();
  public final Set<PriceKey> unknown = new HashSet<>();
  public final List<TouchedUsage> touched = new CopyOnWriteArrayList<>();
  public final List<Changed> changed = new ArrayList<>();
  public final List<AcceptedSlice> asked = new CopyOnWriteArrayList<>();

  /** What happens while somebody waits for rating. */
  public Runnable meanwhile = () -> {};

  public volatile Optional<Instant> watermark = Optional.of(Facts.NOON);
  public int barriers;

  public FakeAudit(FakeLedger ledger) {
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
  public void sink() {
    for (BillingItem item : ledger.items.values()) {
      copies.merge(item.id(), copy(item), (was, now) -> was.version() > now.version() ? was : now);
    }
  }

  public static RatedItemRow copy(BillingItem item) {
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

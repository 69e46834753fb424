package io.meterhouse.ratingengine.billing;

import io.meterhouse.kit.telemetry.Counts;
import io.meterhouse.kit.telemetry.Latencies;
import io.meterhouse.kit.telemetry.Metrics;
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
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** A ledger whose transactions and items are counted, items once they are committed. */
public final class MeteredLedger implements BillingLedger {

  private final BillingLedger ledger;
  private final Counts items;
  private final Latencies transactions;

  /** Over that ledger. */
  public MeteredLedger(BillingLedger ledger, Metrics metrics) {
    this.ledger = ledger;
    items = metrics.counts("meterhouse.rating.items", "billing items that were made or changed");
    transactions =
        metrics.latencies(
            "meterhouse.rating.transaction", "transactions that rate usage", "outcome");
  }

  @Override
  public Map<TenantId, ZoneId> zones(Collection<TenantId> tenants) {
    return ledger.zones(tenants);
  }

  @Override
  public Map<UsageCell, PriceTimeline> prices(Collection<UsageCell> cells) {
    return ledger.prices(cells);
  }

  @Override
  public List<UsageCell> openCells(PriceKey key, @Nullable String subject) {
    return ledger.openCells(key, subject);
  }

  @Override
  public List<UsageCell> feeCells(PriceKey key, @Nullable String subject) {
    return ledger.feeCells(key, subject);
  }

  @Override
  public List<BillingCycle> cyclesAround(Collection<OwnerSpan> spans) {
    return ledger.cyclesAround(spans);
  }

  @Override
  public Map<CycleKey, BillingCycle> cycles(Collection<CycleKey> keys) {
    return ledger.cycles(keys);
  }

  @Override
  public void inTransaction(Consumer<Transaction> work) {
    long began = System.nanoTime();
    AtomicInteger saved = new AtomicInteger();
    boolean committed = false;
    try {
      ledger.inTransaction(transaction -> work.accept(new Counted(transaction, saved)));
      committed = true;
    } finally {
      transactions.record(System.nanoTime() - began, committed ? "committed" : "failed");
    }
    items.add(saved.get());
  }

  private record Counted(Transaction transaction, AtomicInteger saved) implements Transaction {

    @Override
    public void lockOwners(Collection<CycleOwner> owners) {
      transaction.lockOwners(owners);
    }

    @Override
    public Optional<BillingCycle> lockForClosing(TenantId tenant, UUID id) {
      return transaction.lockForClosing(tenant, id);
    }

    @Override
    public Instant lockPrices(TenantId tenant, Instant now) {
      return transaction.lockPrices(tenant, now);
    }

    @Override
    public Map<CycleKey, BillingCycle> lock(Collection<CycleKey> keys) {
      return transaction.lock(keys);
    }

    @Override
    public List<BillingCycle> cyclesAround(Collection<OwnerSpan> spans) {
      return transaction.cyclesAround(spans);
    }

    @Override
    public Map<CycleOwner, Instant> finalUntil(Collection<CycleOwner> owners) {
      return transaction.finalUntil(owners);
    }

    @Override
    public void open(Collection<BillingCycle> cycles) {
      transaction.open(cycles);
    }

    @Override
    public Map<UsageCell, PriceTimeline> prices(Collection<UsageCell> cells) {
      return transaction.prices(cells);
    }

    @Override
    public Map<UsageCell, PriceTimeline> pricesAsKnown(Map<UsageCell, Instant> knownAt) {
      return transaction.pricesAsKnown(knownAt);
    }

    @Override
    public Set<PriceKey> priced(TenantId tenant) {
      return transaction.priced(tenant);
    }

    @Override
    public List<BillingItem> items(Collection<BillingCycle> cycles) {
      return transaction.items(cycles);
    }

    @Override
    public List<BillingItem> adjustmentsOf(Collection<BillingCycle> cycles) {
      return transaction.adjustmentsOf(cycles);
    }

    @Override
    public void close(BillingCycle closed, CycleSeal seal) {
      transaction.close(closed, seal);
    }

    @Override
    public void save(List<BillingItem> items) {
      transaction.save(items);
      saved.addAndGet(items.size());
    }

    @Override
    public void announce(List<BillingItem> items) {
      transaction.announce(items);
    }
  }
}

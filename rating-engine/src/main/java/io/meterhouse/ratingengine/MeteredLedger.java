package io.meterhouse.ratingengine;

import io.meterhouse.kit.telemetry.Counts;
import io.meterhouse.kit.telemetry.Latencies;
import io.meterhouse.kit.telemetry.Metrics;
import io.meterhouse.metering.TenantId;
import io.meterhouse.rating.inforce.PriceTimeline;
import java.time.ZoneId;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** A ledger whose transactions and items are counted, items once they are committed. */
final class MeteredLedger implements BillingLedger {

  private final BillingLedger ledger;
  private final Counts items;
  private final Latencies transactions;

  MeteredLedger(BillingLedger ledger, Metrics metrics) {
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
    public Map<CycleKey, BillingCycle> lockCycles(
        Collection<CycleKey> toOpen, Collection<CycleKey> ifPresent) {
      return transaction.lockCycles(toOpen, ifPresent);
    }

    @Override
    public Map<UsageCell, PriceTimeline> prices(Collection<UsageCell> cells) {
      return transaction.prices(cells);
    }

    @Override
    public List<BillingItem> items(Collection<BillingCycle> cycles) {
      return transaction.items(cycles);
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

package io.meterhouse.ratingengine.postgres;

import com.google.protobuf.ByteString;
import io.meterhouse.kit.kafka.Topic;
import io.meterhouse.kit.postgres.Outbox;
import io.meterhouse.metering.TenantId;
import io.meterhouse.rating.inforce.PriceTimeline;
import io.meterhouse.ratingengine.billing.BillingItem;
import io.meterhouse.ratingengine.billing.BillingLedger;
import io.meterhouse.ratingengine.billing.CycleSeal;
import io.meterhouse.ratingengine.cycle.BillingCycle;
import io.meterhouse.ratingengine.cycle.CycleKey;
import io.meterhouse.ratingengine.cycle.CycleOwner;
import io.meterhouse.ratingengine.cycle.OwnerSpan;
import io.meterhouse.ratingengine.usage.PriceKey;
import io.meterhouse.ratingengine.usage.UsageCell;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jdbi.v3.core.Handle;

/** One rating transaction, READ COMMITTED: every statement sees what was committed before it. */
final class PostgresTransaction implements BillingLedger.Transaction {

  private static final String ADJUSTMENTS =
      "SELECT "
          + ItemRows.COLUMNS
          + """
             WHERE kind = 'adjustment' AND adjusts_cycle_id = ANY (:cycles)
               AND EXISTS (SELECT 1 FROM billing_cycles c
                            WHERE c.id = billing_cycle_id AND c.status <> 'cancelled')
             ORDER BY created_at, id
            """;

  private final Handle handle;
  private final PriceSource prices;
  private final Runnable announced;

  PostgresTransaction(Handle handle, PriceSource prices, Runnable announced) {
    this.handle = handle;
    this.prices = prices;
    this.announced = announced;
  }

  @Override
  public void lockOwners(Collection<CycleOwner> owners) {
    CycleQueries.lockOwners(handle, owners);
  }

  @Override
  public Optional<BillingCycle> lockForClosing(TenantId tenant, UUID id) {
    CycleQueries.lockTenant(handle, tenant);
    return CycleQueries.lock(handle, tenant, id);
  }

  @Override
  public Instant lockPrices(TenantId tenant, Instant now) {
    return PriceClock.lock(handle, tenant, now);
  }

  @Override
  public Map<CycleKey, BillingCycle> lock(Collection<CycleKey> keys) {
    return CycleQueries.lock(handle, keys);
  }

  @Override
  public List<BillingCycle> cyclesAround(Collection<OwnerSpan> spans) {
    return CycleQueries.around(handle, spans);
  }

  @Override
  public Map<CycleOwner, Instant> finalUntil(Collection<CycleOwner> owners) {
    return CycleQueries.finalUntil(handle, owners);
  }

  @Override
  public void open(Collection<BillingCycle> cycles) {
    CycleRows.insert(handle, cycles, null);
  }

  @Override
  public Map<UsageCell, PriceTimeline> prices(Collection<UsageCell> cells) {
    return PriceBooks.prices(handle, cells, prices);
  }

  @Override
  public Map<UsageCell, PriceTimeline> pricesAsKnown(Map<UsageCell, Instant> knownAt) {
    return PriceBooks.pricesAsKnown(handle, knownAt, prices);
  }

  @Override
  public Set<PriceKey> priced(TenantId tenant) {
    return Set.copyOf(PriceBooks.priced(handle, tenant));
  }

  @Override
  public List<BillingItem> items(Collection<BillingCycle> cycles) {
    return handle
        .createQuery("SELECT " + ItemRows.COLUMNS + " WHERE billing_cycle_id = ANY (:cycles)")
        .bind("cycles", ids(cycles))
        .map((row, context) -> ItemRows.read(row))
        .list();
  }

  @Override
  public List<BillingItem> adjustmentsOf(Collection<BillingCycle> cycles) {
    return handle
        .createQuery(ADJUSTMENTS)
        .bind("cycles", ids(cycles))
        .map((row, context) -> ItemRows.read(row))
        .list();
  }

  @Override
  public void save(List<BillingItem> items) {
    if (items.isEmpty()) {
      return;
    }
    ItemRows.write(handle, items);
    announce(items);
  }

  @Override
  public void announce(List<BillingItem> items) {
    Outbox.addAll(
        handle, Topic.BILLING_RATED, items.stream().map(PostgresTransaction::message).toList());
    if (!items.isEmpty()) {
      announced.run();
    }
  }

  private static Outbox.Message message(BillingItem item) {
    return new Outbox.Message(
        ByteString.copyFromUtf8(item.usage().tenant() + "/" + item.id()),
        RatedItems.of(item).toByteString());
  }

  @Override
  public void close(BillingCycle closed, CycleSeal seal) {
    CycleRows.update(handle, closed, seal);
  }

  private static UUID[] ids(Collection<BillingCycle> cycles) {
    return cycles.stream().map(BillingCycle::id).toArray(UUID[]::new);
  }
}

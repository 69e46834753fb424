package io.meterhouse.ratingengine.postgres;

import io.meterhouse.kit.kafka.Topic;
import io.meterhouse.kit.postgres.Outbox;
import io.meterhouse.metering.TenantId;
import io.meterhouse.rating.inforce.PriceTimeline;
import io.meterhouse.rating.BillingPeriod;
import io.meterhouse.ratingengine.BillingCycle;
import io.meterhouse.ratingengine.BillingItem;
import io.meterhouse.ratingengine.BillingLedger;
import io.meterhouse.ratingengine.BillingScope;
import io.meterhouse.ratingengine.CycleKey;
import io.meterhouse.ratingengine.UsageCell;
import java.nio.charset.StandardCharsets;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.InstantSource;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.PreparedBatch;

/** One rating transaction, READ COMMITTED: every statement sees what was committed before it. */
final class PostgresTransaction implements BillingLedger.Transaction {

  private static final String OPEN =
      """
      INSERT INTO billing_cycles
             (id, tenant_id, scope_type, scope_id, cycle_type, anchor_date, time_zone, start_date,
              end_date, status, created_at, updated_at)
      SELECT :id, tenant_id, :scopeType, :scopeId, :cycleType, :start, time_zone, :start, :end,
             :status, :now, :now
        FROM tenants
       WHERE tenant_id = :tenant
      ON CONFLICT (tenant_id, scope_type, scope_id, start_date) DO NOTHING
      """;

  private static final String NAMED =
      """
      SELECT * FROM billing_cycles
       WHERE (tenant_id, scope_type, scope_id, start_date) IN (
             SELECT * FROM unnest(:tenants, :types, :ids, CAST(:starts AS timestamptz[])))\
      """;

  /** In order of id, so that two transactions never wait for each other. */
  private static final String LOCK = NAMED + " ORDER BY id FOR NO KEY UPDATE";

  private final Handle handle;
  private final PriceSource prices;
  private final InstantSource clock;
  private final Runnable announced;

  PostgresTransaction(Handle handle, PriceSource prices, InstantSource clock, Runnable announced) {
    this.handle = handle;
    this.prices = prices;
    this.clock = clock;
    this.announced = announced;
  }

  @Override
  public Map<CycleKey, BillingCycle> lockCycles(
      Collection<CycleKey> toOpen, Collection<CycleKey> ifPresent) {
    open(new TreeSet<>(toOpen));
    TreeSet<CycleKey> all = new TreeSet<>(toOpen);
    all.addAll(ifPresent);
    return cycles(handle, LOCK, all);
  }

  /** Those of the cycles that exist, unlocked. */
  static Map<CycleKey, BillingCycle> cycles(Handle handle, Collection<CycleKey> keys) {
    return cycles(handle, NAMED, keys);
  }

  private static Map<CycleKey, BillingCycle> cycles(
      Handle handle, String sql, Collection<CycleKey> keys) {
    Map<CycleKey, BillingCycle> found = new HashMap<>();
    handle
        .createQuery(sql)
        .bind("tenants", keys.stream().map(key -> key.tenant().value()).toArray(String[]::new))
        .bind("types", keys.stream().map(key -> key.scope().type()).toArray(String[]::new))
        .bind("ids", keys.stream().map(key -> key.scope().id()).toArray(String[]::new))
        .bind(
            "starts",
            keys.stream().map(key -> key.period().start().toString()).toArray(String[]::new))
        .map((row, context) -> cycle(row))
        .forEach(cycle -> found.put(cycle.key(), cycle));
    return found;
  }

  @Override
  public Map<UsageCell, PriceTimeline> prices(Collection<UsageCell> cells) {
    return PriceBooks.prices(handle, cells, prices);
  }

  @Override
  public List<BillingItem> items(Collection<BillingCycle> cycles) {
    return handle
        .createQuery("SELECT " + ItemRows.COLUMNS + " WHERE billing_cycle_id = ANY (:cycles)")
        .bind("cycles", cycles.stream().map(BillingCycle::id).toArray(UUID[]::new))
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
    for (BillingItem item : items) {
      String key = item.usage().tenant() + "/" + item.id();
      Outbox.add(
          handle,
          Topic.BILLING_RATED,
          key.getBytes(StandardCharsets.UTF_8),
          RatedItems.of(item).toByteArray());
    }
    if (!items.isEmpty()) {
      announced.run();
    }
  }

  private void open(Set<CycleKey> keys) {
    if (keys.isEmpty()) {
      return;
    }
    PreparedBatch batch = handle.prepareBatch(OPEN);
    for (CycleKey key : keys) {
      batch
          .bind("id", key.id())
          .bind("tenant", key.tenant().value())
          .bind("scopeType", key.scope().type())
          .bind("scopeId", key.scope().id())
          .bind("cycleType", BillingCycle.MONTHLY)
          .bind("start", Rows.utc(key.period().start()))
          .bind("end", Rows.utc(key.period().end()))
          .bind("status", BillingCycle.ACTIVE)
          .bind("now", Rows.utc(clock.instant()))
          .add();
    }
    batch.execute();
  }

  private static BillingCycle cycle(ResultSet row) throws SQLException {
    CycleKey key =
        new CycleKey(
            TenantId.of(row.getString("tenant_id")),
            new BillingScope(row.getString("scope_type"), row.getString("scope_id")),
            new BillingPeriod(Rows.instant(row, "start_date"), Rows.instant(row, "end_date")));
    return new BillingCycle(Rows.uuid(row, "id"), key, row.getString("status"));
  }
}

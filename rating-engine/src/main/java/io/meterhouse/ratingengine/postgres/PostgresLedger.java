package io.meterhouse.ratingengine.postgres;

import io.meterhouse.metering.TenantId;
import io.meterhouse.rating.inforce.PriceTimeline;
import io.meterhouse.rating.scope.DeploymentType;
import io.meterhouse.ratingengine.billing.BillingLedger;
import io.meterhouse.ratingengine.cycle.BillingCycle;
import io.meterhouse.ratingengine.cycle.CycleKey;
import io.meterhouse.ratingengine.cycle.OwnerSpan;
import io.meterhouse.ratingengine.usage.PriceKey;
import io.meterhouse.ratingengine.usage.UsageCell;
import io.meterhouse.ratingengine.usage.UsageKey;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.ZoneId;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jdbi.v3.core.Jdbi;
import org.jspecify.annotations.Nullable;

/** Cycles, prices and items in PostgreSQL; changes of items leave through the outbox. */
public final class PostgresLedger implements BillingLedger {

  private static final String OPEN_CELLS =
      """
      SELECT c.*, t.time_zone AS tenant_zone
        FROM billing_items i
        JOIN billing_cycles c ON c.id = i.billing_cycle_id
        JOIN tenants t ON t.tenant_id = i.tenant_id
       WHERE i.tenant_id = :tenant AND i.meter = :meter AND i.kind = 'usage'
         AND c.status = 'active'
         AND (CAST(:scope AS text) IS NULL OR c.scope_id = :scope)
      """;

  /** The types whose models cost something for nothing. */
  private static final String FEE_CELLS =
      """
      SELECT c.*, t.time_zone AS tenant_zone
        FROM billing_cycles c
        JOIN tenants t ON t.tenant_id = c.tenant_id
       WHERE c.tenant_id = :tenant AND c.status = 'active'
         AND (CAST(:scope AS text) IS NULL OR c.scope_id = :scope)
         AND EXISTS (
             SELECT 1
               FROM pricing_models m JOIN pricing_model_versions v ON v.pricing_model_id = m.id
              WHERE m.tenant_id = :tenant AND v.config ->> 'usageMetric' = :meter
                AND m.model_type IN ('subscription', 'committed_capacity', 'hybrid'))
      """;

  private final Jdbi jdbi;
  private final Runnable publishSoon;
  private final PriceSource prices;

  /**
   * Over a database that is migrated.
   *
   * @param publishSoon called after a transaction that has left something in the outbox
   * @param deployment how this installation is run; some prices are for one kind alone
   */
  public PostgresLedger(Jdbi jdbi, Runnable publishSoon, DeploymentType deployment) {
    this.jdbi = jdbi;
    this.publishSoon = publishSoon;
    this.prices = PriceSource.of(deployment);
  }

  @Override
  public Map<TenantId, ZoneId> zones(Collection<TenantId> tenants) {
    Map<TenantId, ZoneId> zones = new HashMap<>();
    jdbi.useHandle(
        handle ->
            handle
                .createQuery(
                    "SELECT tenant_id, time_zone FROM tenants WHERE tenant_id = ANY (:tenants)")
                .bind("tenants", tenants.stream().map(TenantId::value).toArray(String[]::new))
                .map(
                    (row, context) ->
                        Map.entry(
                            TenantId.of(row.getString("tenant_id")),
                            ZoneId.of(row.getString("time_zone"))))
                .forEach(entry -> zones.put(entry.getKey(), entry.getValue())));
    return zones;
  }

  @Override
  public Map<UsageCell, PriceTimeline> prices(Collection<UsageCell> cells) {
    return jdbi.withHandle(handle -> PriceBooks.prices(handle, cells, prices));
  }

  @Override
  public List<UsageCell> openCells(PriceKey key, @Nullable String subject) {
    return cells(OPEN_CELLS, key, subject);
  }

  @Override
  public List<UsageCell> feeCells(PriceKey key, @Nullable String subject) {
    return cells(FEE_CELLS, key, subject);
  }

  private List<UsageCell> cells(String sql, PriceKey key, @Nullable String subject) {
    String scope = subject != null && subject.isEmpty() ? key.tenant().value() : subject;
    return jdbi.withHandle(
        handle ->
            handle
                .createQuery(sql)
                .bind("tenant", key.tenant().value())
                .bind("meter", key.meter())
                .bind("scope", scope)
                .map((row, context) -> cell(key, row))
                .list());
  }

  @Override
  public List<BillingCycle> cyclesAround(Collection<OwnerSpan> spans) {
    return jdbi.withHandle(handle -> CycleQueries.around(handle, spans));
  }

  @Override
  public Map<CycleKey, BillingCycle> cycles(Collection<CycleKey> keys) {
    return jdbi.withHandle(handle -> CycleQueries.named(handle, keys));
  }

  @Override
  public void inTransaction(Consumer<Transaction> work) {
    boolean[] announced = {false};
    jdbi.useTransaction(
        handle -> work.accept(new PostgresTransaction(handle, prices, () -> announced[0] = true)));
    if (announced[0]) {
      publishSoon.run();
    }
  }

  /** Of the columns of a cycle, and tenant_zone. */
  static UsageCell cell(PriceKey key, ResultSet row) throws SQLException {
    CycleKey cycle = CycleRows.read(row).key();
    return new UsageCell(
        new UsageKey(key.tenant(), cycle.owner().subject(), key.meter()),
        cycle,
        ZoneId.of(row.getString("tenant_zone")));
  }
}

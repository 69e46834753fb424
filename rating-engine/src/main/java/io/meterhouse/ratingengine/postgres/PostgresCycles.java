package io.meterhouse.ratingengine.postgres;

import io.meterhouse.kit.access.Actor;
import io.meterhouse.kit.http.error.ApiException;
import io.meterhouse.kit.http.error.Detail;
import io.meterhouse.metering.TenantId;
import io.meterhouse.rating.cycle.CycleStatus;
import io.meterhouse.rating.rule.RuleFacts;
import io.meterhouse.rating.scope.Customer;
import io.meterhouse.rating.scope.DeploymentType;
import io.meterhouse.rating.scope.ScopeType;
import io.meterhouse.ratingengine.billing.BillingCycles;
import io.meterhouse.ratingengine.billing.BillingItem;
import io.meterhouse.ratingengine.billing.CycleChanges;
import io.meterhouse.ratingengine.billing.ManualItem;
import io.meterhouse.ratingengine.cycle.BillingCycle;
import io.meterhouse.ratingengine.cycle.BillingScope;
import io.meterhouse.ratingengine.cycle.CycleDraft;
import io.meterhouse.ratingengine.cycle.CycleFilter;
import io.meterhouse.ratingengine.cycle.CycleKey;
import io.meterhouse.ratingengine.cycle.CycleOwner;
import io.meterhouse.ratingengine.cycle.OwnerSpan;
import io.meterhouse.ratingengine.pricing.PriceQuestion;
import io.meterhouse.ratingengine.usage.UsageKey;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;

/** Billing cycles and items entered by hand, in PostgreSQL. */
public final class PostgresCycles implements BillingCycles {

  private static final String LIST =
      """
      SELECT * FROM billing_cycles
       WHERE tenant_id = :tenant
         AND (CAST(:scope AS text) IS NULL OR scope_id = :scope)
         AND (CAST(:type AS text) IS NULL OR scope_type = :type)
         AND (CAST(:status AS text) IS NULL OR status = :status)
         AND (CAST(:from AS timestamptz) IS NULL OR start_date >= CAST(:from AS timestamptz))
         AND (CAST(:to AS timestamptz) IS NULL OR end_date <= CAST(:to AS timestamptz))
         AND (CAST(:after AS uuid) IS NULL OR (start_date, id) < (
              SELECT start_date, id FROM billing_cycles
               WHERE tenant_id = :tenant AND id = CAST(:after AS uuid)))
       ORDER BY start_date DESC, id DESC
       LIMIT :limit
      """;

  /** What was charged in a cycle that nobody pays has to be charged in another one. */
  private static final String REQUEST_ADJUSTMENTS =
      """
      INSERT INTO rating_requests (tenant_id, meter, subject, reason, requested_at)
      SELECT DISTINCT tenant_id, meter, :subject, 'billing cycle cancelled: ' || billing_cycle_id,
             CAST(:now AS timestamptz)
        FROM billing_items
       WHERE billing_cycle_id = :id AND kind = 'adjustment'
      """;

  private static final String ADJUSTING =
      """
      SELECT DISTINCT i.billing_cycle_id
        FROM billing_items i JOIN billing_cycles c ON c.id = i.billing_cycle_id
       WHERE i.kind = 'adjustment' AND i.adjusts_cycle_id = :id AND c.status <> 'cancelled'
         AND (i.precise_amount <> 0 OR i.total_amount <> 0)
       LIMIT 5
      """;

  private final Transactions transactions;
  private final Runnable publishSoon;
  private final PriceSource prices;

  /**
   * Over a database that is migrated.
   *
   * @param publishSoon called when something was left in the outbox
   */
  public PostgresCycles(Jdbi jdbi, Runnable publishSoon, DeploymentType deployment) {
    this.prices = PriceSource.of(deployment);
    this.transactions = new Transactions(jdbi, "billing cycles");
    this.publishSoon = publishSoon;
  }

  @Override
  public BillingCycle create(CycleDraft draft, Actor actor, Instant now) {
    return transactions.in(
        handle -> {
          BillingCycle cycle = draft.cycle(zone(handle, draft.tenant()), now);
          CycleOwner owner = cycle.key().owner();
          CycleQueries.lockOwners(handle, Set.of(owner));
          requireFree(handle, cycle, owner);
          CycleRows.insert(handle, List.of(cycle), actor);
          return cycle;
        });
  }

  @Override
  public List<BillingCycle> list(CycleFilter filter) {
    return transactions.in(
        handle -> {
          ModelChecks.requireTenant(handle, filter.tenant());
          CycleStatus status = filter.status();
          return handle
              .createQuery(LIST)
              .bind("tenant", filter.tenant().value())
              .bind("scope", filter.scopeId())
              .bind("type", filter.scopeType())
              .bind("status", status == null ? null : status.wireName())
              .bind("from", Rows.optionalUtc(filter.from()))
              .bind("to", Rows.optionalUtc(filter.to()))
              .bind("after", filter.after())
              .bind("limit", filter.limit())
              .map((row, context) -> CycleRows.read(row))
              .list();
        });
  }

  @Override
  public Optional<BillingCycle> find(TenantId tenant, UUID id) {
    return transactions.in(
        handle ->
            handle
                .createQuery("SELECT * FROM billing_cycles WHERE tenant_id = :tenant AND id = :id")
                .bind("tenant", tenant.value())
                .bind("id", id)
                .map((row, context) -> CycleRows.read(row))
                .findOne());
  }

  @Override
  public List<BillingItem> items(BillingCycle cycle) {
    return transactions.in(
        handle ->
            handle
                .createQuery(
                    "SELECT "
                        + ItemRows.COLUMNS
                        + " WHERE billing_cycle_id = :cycle ORDER BY created_at, id LIMIT :limit")
                .bind("cycle", cycle.id())
                .bind("limit", MAX_SHOWN_ITEMS + 1)
                .map((row, context) -> ItemRows.read(row))
                .list());
  }

  @Override
  public BillingItem add(TenantId tenant, UUID cycle, ManualItem item, Instant now) {
    return transactions.in(
        handle -> {
          BillingCycle locked =
              CycleQueries.lock(handle, tenant, cycle)
                  .orElseThrow(() -> BillingCycles.noSuchCycle(tenant, cycle));
          CycleChanges.requireTaking(locked, item, manualItems(handle, locked));
          PriceQuestion question = question(locked, item, now);
          PriceQuestion.Answer answer =
              question
                  .answer(
                      PriceBooks.ofModel(
                          handle,
                          tenant,
                          item.modelId(),
                          question.customer().subject(),
                          prices.configs()))
                  .orElseThrow(() -> CycleChanges.inactiveModel(item.modelId()));
          BillingItem added =
              new BillingItem(
                  UUID.randomUUID(),
                  locked.id(),
                  locked.key().scope(),
                  new UsageKey(tenant, locked.key().owner().subject(), ""),
                  item.kind(),
                  answer.plan().modelId(),
                  answer.plan().version(),
                  answer.line(),
                  List.of(answer.paid(now)),
                  1,
                  now,
                  now);
          new PostgresTransaction(handle, prices, publishSoon).save(List.of(added));
          return added;
        });
  }

  private PriceQuestion question(BillingCycle cycle, ManualItem item, Instant now) {
    BillingScope scope = cycle.key().scope();
    return new PriceQuestion(
        cycle.key().tenant(),
        item.modelId(),
        new Customer(
            scope.id(),
            Rows.named("scope type", scope.type(), ScopeType::ofWireName),
            prices.deployment()),
        new RuleFacts(
            item.quantity(),
            item.kind().itemType(),
            scope.type(),
            scope.id(),
            prices.deployment().wireName(),
            null,
            StoredJson.map(item.kind().metadata())),
        now);
  }

  @Override
  public BillingCycle change(TenantId tenant, UUID id, CycleStatus next, Instant now) {
    return transactions.in(
        handle -> {
          CycleQueries.lockTenant(handle, tenant);
          BillingCycle locked =
              CycleQueries.lock(handle, tenant, id)
                  .orElseThrow(() -> BillingCycles.noSuchCycle(tenant, id));
          BillingCycle changed = CycleChanges.changed(locked, next, now);
          if (next == CycleStatus.CANCELLED) {
            requireUnadjusted(handle, locked);
          }
          CycleRows.update(handle, changed, null);
          if (next == CycleStatus.CANCELLED) {
            handle
                .createUpdate(REQUEST_ADJUSTMENTS)
                .bind("id", id)
                .bind("subject", locked.key().owner().subject())
                .bind("now", Rows.utc(now))
                .execute();
          }
          return locked;
        });
  }

  /**
   * What was charged or given back elsewhere for it would stay, with no bill that it belongs to.
   */
  private static void requireUnadjusted(Handle handle, BillingCycle cycle) {
    List<UUID> adjusting =
        handle.createQuery(ADJUSTING).bind("id", cycle.id()).mapTo(UUID.class).list();
    if (!adjusting.isEmpty()) {
      throw ApiException.failedPrecondition(
          "billing cycle %s is adjusted in %s (expected: a cycle without adjustments elsewhere)"
              .formatted(cycle.id(), adjusting));
    }
  }

  private static ZoneId zone(Handle handle, TenantId tenant) {
    ModelChecks.requireTenant(handle, tenant);
    return ZoneId.of(
        handle
            .createQuery("SELECT time_zone FROM tenants WHERE tenant_id = :tenant")
            .bind("tenant", tenant.value())
            .mapTo(String.class)
            .one());
  }

  private static void requireFree(Handle handle, BillingCycle cycle, CycleOwner owner) {
    Instant start = cycle.key().period().start();
    Instant end = cycle.key().period().end();
    for (BillingCycle other :
        CycleQueries.around(handle, List.of(new OwnerSpan(owner, start, end)))) {
      CycleKey key = other.key();
      if (key.period().start().isBefore(end) && start.isBefore(key.period().end())) {
        String reason =
            "billing cycle %s of %s %s is there from %s to %s (%s; expected: none from %s to %s)"
                .formatted(
                    other.id(),
                    key.scope().type(),
                    key.scope().id(),
                    key.period().start(),
                    key.period().end(),
                    other.status().wireName(),
                    start,
                    end);
        throw ApiException.alreadyExists(reason, new Detail("startDate", reason));
      }
    }
  }

  private static int manualItems(Handle handle, BillingCycle cycle) {
    return handle
        .createQuery(
            "SELECT count(*) FROM billing_items WHERE billing_cycle_id = :id AND kind = 'manual'")
        .bind("id", cycle.id())
        .mapTo(Integer.class)
        .one();
  }
}

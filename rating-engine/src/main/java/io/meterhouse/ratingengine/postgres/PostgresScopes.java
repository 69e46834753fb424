package io.meterhouse.ratingengine.postgres;

import io.meterhouse.metering.TenantId;
import io.meterhouse.ratingengine.pricing.Changed;
import io.meterhouse.ratingengine.pricing.PricingModels;
import io.meterhouse.ratingengine.pricing.PricingScopes;
import io.meterhouse.ratingengine.pricing.ScopeFilter;
import io.meterhouse.ratingengine.pricing.StoredModel;
import io.meterhouse.ratingengine.pricing.StoredScope;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import java.util.UUID;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;

/** Scopes in PostgreSQL. */
public final class PostgresScopes implements PricingScopes {

  private final Transactions transactions;

  /** Over a database that is migrated. */
  public PostgresScopes(Jdbi jdbi) {
    this.transactions = new Transactions(jdbi, "pricing scopes");
  }

  @Override
  public StoredScope create(StoredScope draft) {
    return transactions.in(
        handle -> {
          StoredScope scope =
              draft.createdAt(
                  PriceClock.lock(handle, draft.tenant(), draft.lifespan().created().at()));
          StoredModel model = model(handle, scope);
          ScopeChecks.requireActive(model);
          ScopeChecks.requireRoom(handle, scope.tenant());
          ScopeChecks.requireParent(handle, scope);
          ScopeRows.insert(handle, scope);
          ScopeChecks.requireFree(handle, scope);
          request(handle, scope, model, "scope created", scope.lifespan().created().at());
          return scope;
        });
  }

  @Override
  public Optional<StoredScope> find(TenantId tenant, UUID id) {
    return transactions.in(handle -> ScopeRows.find(handle, tenant, id));
  }

  @Override
  public List<StoredScope> list(TenantId tenant, ScopeFilter filter) {
    return transactions.in(
        handle -> {
          ModelChecks.requireTenant(handle, tenant);
          return ScopeRows.list(handle, tenant, filter, ScopeChecks.MAX_SCOPES);
        });
  }

  @Override
  public Changed<StoredScope> deactivate(TenantId tenant, UUID id, Instant asked) {
    return transactions.in(
        handle -> {
          Instant now = PriceClock.lock(handle, tenant, asked);
          StoredScope present =
              ScopeRows.find(handle, tenant, id)
                  .orElseThrow(() -> PricingScopes.noSuchScope(tenant, id));
          Changed<StoredScope> changed = new Changed<>(present, present.deactivated(now));
          if (!changed.isNothing()) {
            ScopeRows.deactivate(handle, id, now);
            request(handle, present, model(handle, present), "scope deactivated", now);
          }
          return changed;
        });
  }

  private static StoredModel model(Handle handle, StoredScope scope) {
    return ModelRows.find(handle, scope.tenant(), scope.modelId())
        .orElseThrow(() -> PricingModels.noSuchModel(scope.tenant(), scope.modelId()));
  }

  /** Whoever joins or leaves a parent also gets or loses what those above it are priced with. */
  private static void request(
      Handle handle, StoredScope scope, StoredModel model, String reason, Instant at) {
    TreeSet<String> meters = new TreeSet<>(ScopeMembers.metersAbove(handle, scope));
    String metric = model.config().usageMetric();
    if (metric != null) {
      meters.add(metric);
    }
    new RequestedRating(
            scope.tenant(),
            ScopeMembers.subject(
                handle, scope.tenant(), scope.target().type(), scope.target().id()),
            "%s: %s".formatted(reason, scope.id()),
            at)
        .of(meters, handle);
  }
}

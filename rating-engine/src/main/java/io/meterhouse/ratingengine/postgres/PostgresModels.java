package io.meterhouse.ratingengine.postgres;

import io.meterhouse.kit.access.Actor;
import io.meterhouse.metering.TenantId;
import io.meterhouse.rating.ModelType;
import io.meterhouse.ratingengine.pricing.ModelChange;
import io.meterhouse.ratingengine.pricing.PricingModels;
import io.meterhouse.ratingengine.pricing.RecordedVersion;
import io.meterhouse.ratingengine.pricing.StoredModel;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeSet;
import java.util.UUID;
import java.util.function.Function;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.jspecify.annotations.Nullable;

/** Pricing models in PostgreSQL, every version of them kept. */
public final class PostgresModels implements PricingModels {

  private final Transactions transactions;

  /** Over a database that is migrated. */
  public PostgresModels(Jdbi jdbi) {
    this.transactions = new Transactions(jdbi, "pricing models");
  }

  @Override
  public StoredModel create(StoredModel draft, @Nullable Instant effectiveFrom) {
    return transactions.in(
        handle -> {
          StoredModel model =
              draft.createdAt(PriceClock.lock(handle, draft.tenant(), draft.createdAt()));
          ModelChecks.requireRoom(handle, model.tenant());
          ModelChecks.requirePriceable(handle, model);
          ModelRows.insert(handle, model, effectiveFrom);
          request(handle, model, model.config().usageMetric(), "model created");
          return model;
        });
  }

  @Override
  public StoredModel update(
      TenantId tenant,
      UUID id,
      Actor actor,
      Instant asked,
      Function<StoredModel, ModelChange> change) {
    return transactions.in(
        handle -> {
          Instant now = PriceClock.lock(handle, tenant, asked);
          StoredModel present =
              ModelRows.find(handle, tenant, id)
                  .orElseThrow(() -> PricingModels.noSuchModel(tenant, id));
          ModelChange wanted = change.apply(present);
          StoredModel next = present.changed(wanted, now);
          if (next.equals(present)) {
            return present;
          }
          ModelChecks.requirePriceable(handle, next);
          ModelRows.update(handle, next, actor, from(handle, present, next, wanted, now));
          if (next.comesToPrice(present)) {
            ScopeChecks.requireFree(handle, next);
          }
          request(handle, next, present.config().usageMetric(), "model changed");
          return next;
        });
  }

  /** A price that is yet to come does not come sooner because its model is renamed. */
  private static Instant from(
      Handle handle, StoredModel present, StoredModel next, ModelChange wanted, Instant now) {
    Instant named = wanted.effectiveFrom();
    if (named != null) {
      return named;
    }
    boolean isSamePrice =
        present.config().equals(next.config()) && present.active() == next.active();
    return isSamePrice ? VersionRows.comingFrom(handle, present, now) : now;
  }

  @Override
  public Optional<StoredModel> find(TenantId tenant, UUID id) {
    return transactions.in(handle -> ModelRows.find(handle, tenant, id));
  }

  @Override
  public List<StoredModel> list(
      TenantId tenant, @Nullable ModelType type, @Nullable Boolean active) {
    return transactions.in(
        handle -> {
          ModelChecks.requireTenant(handle, tenant);
          return handle
              .createQuery(
                  ModelRows.COLUMNS
                      + """
                       WHERE tenant_id = :tenant
                         AND (CAST(:type AS text) IS NULL OR model_type = :type)
                         AND (CAST(:active AS boolean) IS NULL OR is_active = :active)
                       ORDER BY created_at, id
                       LIMIT :limit
                      """)
              .bind("tenant", tenant.value())
              .bind("type", type == null ? null : type.wireName())
              .bind("active", active)
              .bind("limit", ModelChecks.MAX_MODELS)
              .map((row, context) -> ModelRows.read(row))
              .list();
        });
  }

  @Override
  public List<RecordedVersion> versions(TenantId tenant, UUID id) {
    return transactions.in(
        handle ->
            VersionRows.of(
                handle,
                ModelRows.find(handle, tenant, id)
                    .orElseThrow(() -> PricingModels.noSuchModel(tenant, id))));
  }

  /** Asks for what the model priced before and what it prices now to be rated again. */
  private static void request(
      Handle handle, StoredModel model, @Nullable String metricBefore, String reason) {
    TreeSet<String> meters = new TreeSet<>();
    for (String metric : new @Nullable String[] {metricBefore, model.config().usageMetric()}) {
      if (metric != null) {
        meters.add(Objects.requireNonNull(metric));
      }
    }
    new RequestedRating(
            model.tenant(),
            null,
            "%s: %s version %d".formatted(reason, model.id(), model.version()),
            model.updatedAt())
        .of(meters, handle);
  }
}

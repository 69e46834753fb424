package io.meterhouse.ratingengine.postgres;

import io.meterhouse.kit.access.Actor;
import io.meterhouse.kit.http.error.ApiException;
import io.meterhouse.metering.TenantId;
import io.meterhouse.rating.ModelType;
import io.meterhouse.ratingengine.ModelChange;
import io.meterhouse.ratingengine.Outage;
import io.meterhouse.ratingengine.PricingModels;
import io.meterhouse.ratingengine.StoredModel;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeSet;
import java.util.UUID;
import java.util.function.Function;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.JdbiException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Pricing models in PostgreSQL, every version of them kept. */
public final class PostgresModels implements PricingModels {

  private static final Logger LOG = LoggerFactory.getLogger(PostgresModels.class);
  private static final Duration RETRY_AFTER = Duration.ofSeconds(1);

  private final Jdbi jdbi;

  /** Over a database that is migrated. */
  public PostgresModels(Jdbi jdbi) {
    this.jdbi = jdbi;
  }

  @Override
  public StoredModel create(StoredModel model) {
    return inTransaction(
        handle -> {
          ModelChecks.lockTenant(handle, model.tenant());
          ModelChecks.requireRoom(handle, model.tenant());
          ModelChecks.requirePriceable(handle, model);
          ModelRows.insert(handle, model);
          request(handle, model, model.config().usageMetric(), "model created");
          return model;
        });
  }

  @Override
  public StoredModel update(
      TenantId tenant,
      UUID id,
      Actor actor,
      Instant now,
      Function<StoredModel, ModelChange> change) {
    return inTransaction(
        handle -> {
          ModelChecks.lockTenant(handle, tenant);
          StoredModel present =
              find(handle, tenant, id).orElseThrow(() -> PricingModels.noSuchModel(tenant, id));
          StoredModel next = present.changed(change.apply(present), now);
          if (next.equals(present)) {
            return present;
          }
          ModelChecks.requirePriceable(handle, next);
          ModelRows.update(handle, next, actor);
          request(handle, next, present.config().usageMetric(), "model changed");
          return next;
        });
  }

  @Override
  public Optional<StoredModel> find(TenantId tenant, UUID id) {
    return inTransaction(handle -> find(handle, tenant, id));
  }

  @Override
  public List<StoredModel> list(
      TenantId tenant, @Nullable ModelType type, @Nullable Boolean active) {
    return inTransaction(
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

  private <T> T inTransaction(Function<Handle, T> work) {
    try {
      return jdbi.inTransaction(work::apply);
    } catch (JdbiException e) {
      if (Outage.isOne(e)) {
        LOG.warn("PostgreSQL cannot answer", e);
        throw ApiException.unavailable(
            "pricing models cannot be reached at the moment; nothing was done", RETRY_AFTER);
      }
      throw e;
    }
  }

  static Optional<StoredModel> find(Handle handle, TenantId tenant, UUID id) {
    return handle
        .createQuery(ModelRows.COLUMNS + " WHERE id = :id AND tenant_id = :tenant")
        .bind("id", id)
        .bind("tenant", tenant.value())
        .map((row, context) -> ModelRows.read(row))
        .findOne();
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
    for (String meter : meters) {
      handle
          .createUpdate(
              "INSERT INTO rating_requests (tenant_id, meter, reason, requested_at)"
                  + " VALUES (:tenant, :meter, :reason, :at)")
          .bind("tenant", model.tenant().value())
          .bind("meter", meter)
          .bind("reason", "%s: %s version %d".formatted(reason, model.id(), model.version()))
          .bind("at", Rows.utc(model.updatedAt()))
          .execute();
    }
  }
}

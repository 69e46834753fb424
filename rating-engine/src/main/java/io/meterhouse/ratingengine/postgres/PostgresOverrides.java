package io.meterhouse.ratingengine.postgres;

import io.meterhouse.kit.http.error.ApiException;
import io.meterhouse.metering.TenantId;
import io.meterhouse.ratingengine.pricing.Changed;
import io.meterhouse.ratingengine.pricing.OverrideStatus;
import io.meterhouse.ratingengine.pricing.PricingModels;
import io.meterhouse.ratingengine.pricing.PricingOverrides;
import io.meterhouse.ratingengine.pricing.Signature;
import io.meterhouse.ratingengine.pricing.StoredModel;
import io.meterhouse.ratingengine.pricing.StoredOverride;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.BiFunction;
import java.util.stream.Stream;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.jspecify.annotations.Nullable;

/** Overrides in PostgreSQL. */
public final class PostgresOverrides implements PricingOverrides {

  /** Overrides that a tenant may have that are not inactive. */
  static final int MAX_OVERRIDES = 10_000;

  private final Transactions transactions;

  /** Over a database that is migrated. */
  public PostgresOverrides(Jdbi jdbi) {
    this.transactions = new Transactions(jdbi, "pricing overrides");
  }

  @Override
  public StoredOverride create(StoredOverride draft) {
    return transactions.in(
        handle -> {
          StoredOverride override =
              draft.createdAt(PriceClock.lock(handle, draft.tenant(), draft.created().at()));
          StoredModel model = model(handle, override);
          requireRoom(handle, override.tenant());
          OverrideRows.insert(handle, override);
          request(handle, override, model);
          return override;
        });
  }

  @Override
  public Optional<StoredOverride> find(TenantId tenant, UUID id) {
    return transactions.in(handle -> OverrideRows.find(handle, tenant, id));
  }

  @Override
  public List<StoredOverride> list(
      TenantId tenant, @Nullable UUID modelId, @Nullable Boolean active) {
    return transactions.in(
        handle -> {
          ModelChecks.requireTenant(handle, tenant);
          return OverrideRows.list(handle, tenant, modelId, active, MAX_OVERRIDES);
        });
  }

  @Override
  public Changed<StoredOverride> update(
      TenantId tenant,
      UUID id,
      Signature asked,
      BiFunction<StoredOverride, Signature, StoredOverride> change) {
    return transactions.in(
        handle -> {
          Signature by = asked.at(PriceClock.lock(handle, tenant, asked.at()));
          StoredOverride present =
              OverrideRows.find(handle, tenant, id)
                  .orElseThrow(() -> PricingOverrides.noSuchOverride(tenant, id));
          Changed<StoredOverride> changed = new Changed<>(present, change.apply(present, by));
          OverrideRows.update(handle, changed.after());
          request(handle, changed.after(), model(handle, present));
          return changed;
        });
  }

  private static StoredModel model(Handle handle, StoredOverride override) {
    return ModelRows.find(handle, override.tenant(), override.modelId())
        .orElseThrow(() -> PricingModels.noSuchModel(override.tenant(), override.modelId()));
  }

  private static void requireRoom(Handle handle, TenantId tenant) {
    int count = OverrideRows.countOpen(handle, tenant);
    if (count >= MAX_OVERRIDES) {
      throw ApiException.failedPrecondition(
          "%s has %d pricing overrides that are pending or active (expected: fewer than %d);"
                  .formatted(tenant, count, MAX_OVERRIDES)
              + " deactivate one first");
    }
  }

  private static void request(Handle handle, StoredOverride override, StoredModel model) {
    Signature last =
        Stream.of(override.deactivated(), override.approved())
            .flatMap(Stream::ofNullable)
            .findFirst()
            .orElse(override.created());
    OverrideStatus status = override.status();
    new RequestedRating(
            override.tenant(),
            ScopeMembers.subject(
                handle, override.tenant(), override.scopeType(), override.scopeId()),
            "override %s: %s".formatted(status.wireName(), override.id()),
            last.at())
        .of(model.config().usageMetric(), handle);
  }
}

package io.meterhouse.benchmarks.rate;

import io.meterhouse.kit.access.Actor;
import io.meterhouse.metering.Meter;
import io.meterhouse.metering.TenantId;
import io.meterhouse.rating.scope.ScopeType;
import io.meterhouse.ratingengine.postgres.PostgresModels;
import io.meterhouse.ratingengine.postgres.PostgresScopes;
import io.meterhouse.ratingengine.pricing.EffectivePeriod;
import io.meterhouse.ratingengine.pricing.Lifespan;
import io.meterhouse.ratingengine.pricing.ModelConfig;
import io.meterhouse.ratingengine.pricing.PricingModels;
import io.meterhouse.ratingengine.pricing.PricingScopes;
import io.meterhouse.ratingengine.pricing.ScopeTarget;
import io.meterhouse.ratingengine.pricing.Signature;
import io.meterhouse.ratingengine.pricing.StoredModel;
import io.meterhouse.ratingengine.pricing.StoredScope;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;

/** Tenants, meters and prices: every tenant has a model of its own for every meter, for all. */
final class ControlPlane {

  private static final Actor ACTOR = new Actor("bench", Actor.SUPER_ADMIN);

  /** Of one transaction. */
  private static final int TENANTS = 100;

  private final Instant now;
  private final PricingModels models;
  private final PricingScopes scopes;

  private ControlPlane(Jdbi jdbi, Instant now) {
    this.now = now;
    this.models = new PostgresModels(jdbi);
    this.scopes = new PostgresScopes(jdbi);
  }

  /** Of an empty installation. */
  static void fill(Jdbi jdbi, List<TenantId> tenants, Instant now) {
    ControlPlane plane = new ControlPlane(jdbi, now);
    jdbi.useTransaction(handle -> Pairs.METERS.forEach(meter -> insert(handle, meter)));
    for (int i = 0; i < tenants.size(); i += TENANTS) {
      List<TenantId> some = tenants.subList(i, Math.min(tenants.size(), i + TENANTS));
      jdbi.useTransaction(handle -> some.forEach(tenant -> plane.insert(handle, tenant)));
    }
    // As if the prices had been settled before there was usage: what is measured is not asked for.
    jdbi.useHandle(
        handle -> {
          handle.execute("DELETE FROM rating_requests");
          handle.execute("ANALYZE");
        });
  }

  private static void insert(Handle handle, Meter meter) {
    handle.execute(
        "INSERT INTO meters (tenant_id, code, version, definition, created_at)"
            + " VALUES (NULL, ?, 1, CAST('{}' AS jsonb), now())",
        meter.code());
  }

  private void insert(Handle handle, TenantId tenant) {
    handle.execute(
        "INSERT INTO tenants (tenant_id, tenant_name, time_zone, created_at)"
            + " VALUES (?, ?, 'UTC', now())",
        tenant.value(),
        tenant.value());
    for (int meter = 0; meter < Pairs.METERS.size(); meter++) {
      price(tenant, meter);
    }
  }

  private void price(TenantId tenant, int meter) {
    PricedModel price = Pairs.PRICES.get(meter);
    StoredModel model =
        models.create(
            new StoredModel(
                UUID.randomUUID(),
                tenant,
                price.title(),
                null,
                new ModelConfig(price.draft(), Pairs.METERS.get(meter).code(), null),
                true,
                false,
                ACTOR,
                1,
                now,
                now),
            null);
    scopes.create(
        new StoredScope(
            UUID.randomUUID(),
            tenant,
            model.id(),
            new ScopeTarget(ScopeType.GLOBAL, null, null),
            false,
            null,
            Lifespan.beginning(new EffectivePeriod(null, null), new Signature(ACTOR, now))));
  }
}

package io.meterhouse.ratingengine.http;

import io.javalin.http.Context;
import io.meterhouse.kit.access.Scope;
import io.meterhouse.kit.change.AuditAction;
import io.meterhouse.kit.change.Changes;
import io.meterhouse.kit.http.Access;
import io.meterhouse.kit.http.Answers;
import io.meterhouse.kit.http.AuditNotes;
import io.meterhouse.kit.http.JsonBody;
import io.meterhouse.kit.http.QueryParams;
import io.meterhouse.kit.http.RouteGroup;
import io.meterhouse.kit.http.Routes;
import io.meterhouse.kit.http.TenantAccess;
import io.meterhouse.metering.TenantId;
import io.meterhouse.ratingengine.pricing.Changed;
import io.meterhouse.ratingengine.pricing.PricingScopes;
import io.meterhouse.ratingengine.pricing.ScopeFilter;
import io.meterhouse.ratingengine.pricing.Signature;
import io.meterhouse.ratingengine.pricing.StoredScope;
import java.io.IOException;
import java.time.InstantSource;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Whom pricing models are for. */
public record ScopeRoutes(PricingScopes scopes, Changes changes, InstantSource clock)
    implements RouteGroup.Pricing {

  private static final String ENTITY = "pricing_scope";
  private static final String SCOPES = "/api/v1/pricing/scopes";
  private static final Access READ = Access.requires(Scope.PRICING_READ);
  private static final Access WRITE = Access.requires(Scope.PRICING_WRITE);

  @Override
  public void register(Routes routes) {
    routes
        .post(SCOPES, WRITE, this::create)
        .get(SCOPES, READ, this::list)
        .get(SCOPES + "/{id}", READ, this::get)
        .delete(SCOPES + "/{id}", WRITE, this::delete);
  }

  private void create(Context ctx) throws IOException {
    Signature created = new Signature(TenantAccess.actor(ctx), Requests.now(clock));
    JsonBody body = JsonBody.read(ctx);
    TenantId tenant = Requests.tenant(body);
    ScopeView view = ScopeView.of(scopes.create(ScopeInput.create(body, tenant, created)));
    AuditNotes.of(ctx).created(tenant, ENTITY, view.id().toString(), view);
    Answers.json(ctx, 201, view);
  }

  private void list(Context ctx) {
    QueryParams params = QueryParams.of(ctx);
    @Nullable TenantId tenant = params.tenant("tenantId");
    ScopeFilter filter =
        new ScopeFilter(
            Requests.optionalChoice(params, "scopeType", ScopeInput.TYPES),
            Requests.optionalUuid(params, "pricingModelId"),
            params.optionalFlag("isActive"));
    params.check();
    Answers.json(
        ctx,
        200,
        scopes.list(Objects.requireNonNull(tenant), filter).stream().map(ScopeView::of).toList());
  }

  private void get(Context ctx) {
    TenantId tenant = Requests.tenant(ctx);
    String id = ctx.pathParam("id");
    StoredScope scope =
        Requests.uuid(id)
            .flatMap(known -> scopes.find(tenant, known))
            .orElseThrow(() -> PricingScopes.noSuchScope(tenant, id));
    Answers.json(ctx, 200, ScopeView.of(scope));
  }

  private void delete(Context ctx) {
    TenantId tenant = Requests.tenant(ctx);
    String asked = ctx.pathParam("id");
    UUID id = Requests.uuid(asked, () -> PricingScopes.noSuchScope(tenant, asked));
    Changed<StoredScope> changed = scopes.deactivate(tenant, id, Requests.now(clock));
    ScopeView view = ScopeView.of(changed.after());
    if (changed.isNothing()) {
      AuditNotes.of(ctx).nothing();
    } else {
      AuditNotes.of(ctx)
          .changed(
              tenant,
              AuditAction.DEACTIVATE,
              ENTITY,
              id.toString(),
              ScopeView.of(changed.before()),
              view);
    }
    Answers.json(ctx, 200, view);
  }
}

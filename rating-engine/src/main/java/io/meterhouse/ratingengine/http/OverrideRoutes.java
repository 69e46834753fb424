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
import io.meterhouse.ratingengine.pricing.PricingModels;
import io.meterhouse.ratingengine.pricing.PricingOverrides;
import io.meterhouse.ratingengine.pricing.Signature;
import io.meterhouse.ratingengine.pricing.StoredModel;
import io.meterhouse.ratingengine.pricing.StoredOverride;
import java.io.IOException;
import java.time.InstantSource;
import java.util.Objects;
import java.util.UUID;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;

/** Overrides of prices, which one person makes and another approves. */
public record OverrideRoutes(
    PricingOverrides overrides, PricingModels models, Changes changes, InstantSource clock)
    implements RouteGroup.Pricing {

  private static final String ENTITY = "pricing_override";
  private static final String OVERRIDES = "/api/v1/pricing/overrides";
  private static final Access READ = Access.requires(Scope.PRICING_READ);
  private static final Access WRITE = Access.requires(Scope.PRICING_WRITE);

  @Override
  public void register(Routes routes) {
    routes
        .post(OVERRIDES, WRITE, this::create)
        .get(OVERRIDES, READ, this::list)
        .get(OVERRIDES + "/{id}", READ, this::get)
        .post(OVERRIDES + "/{id}/approve", WRITE, this::approve)
        .post(OVERRIDES + "/{id}/deactivate", WRITE, this::deactivate);
  }

  private void create(Context ctx) throws IOException {
    Signature created = signature(ctx);
    JsonBody body = JsonBody.read(ctx);
    TenantId tenant = Requests.tenant(body);
    StoredModel model = Requests.model(models, tenant, OverrideInput.modelId(body));
    StoredOverride override = OverrideInput.create(body, model, created);
    OverrideView view = OverrideView.of(overrides.create(override));
    AuditNotes.of(ctx).created(tenant, ENTITY, view.id().toString(), view);
    Answers.json(ctx, 201, view);
  }

  private void list(Context ctx) {
    QueryParams params = QueryParams.of(ctx);
    @Nullable TenantId tenant = params.tenant("tenantId");
    @Nullable UUID modelId = Requests.optionalUuid(params, "pricingModelId");
    @Nullable Boolean active = params.optionalFlag("isActive");
    params.check();
    Answers.json(
        ctx,
        200,
        overrides.list(Objects.requireNonNull(tenant), modelId, active).stream()
            .map(OverrideView::of)
            .toList());
  }

  private void get(Context ctx) {
    TenantId tenant = Requests.tenant(ctx);
    String id = ctx.pathParam("id");
    StoredOverride override =
        Requests.uuid(id)
            .flatMap(known -> overrides.find(tenant, known))
            .orElseThrow(() -> PricingOverrides.noSuchOverride(tenant, id));
    Answers.json(ctx, 200, OverrideView.of(override));
  }

  private void approve(Context ctx) throws IOException {
    update(ctx, AuditAction.UPDATE, StoredOverride::approvedBy);
  }

  private void deactivate(Context ctx) throws IOException {
    update(ctx, AuditAction.DEACTIVATE, StoredOverride::deactivatedBy);
  }

  private void update(
      Context ctx, AuditAction action, BiFunction<StoredOverride, Signature, StoredOverride> change)
      throws IOException {
    Signature by = signature(ctx);
    JsonBody body = JsonBody.read(ctx);
    TenantId tenant = Requests.tenant(body);
    body.check();
    String asked = ctx.pathParam("id");
    UUID id = Requests.uuid(asked, () -> PricingOverrides.noSuchOverride(tenant, asked));
    Changed<StoredOverride> changed = overrides.update(tenant, id, by, change);
    OverrideView view = OverrideView.of(changed.after());
    AuditNotes.of(ctx)
        .changed(tenant, action, ENTITY, id.toString(), OverrideView.of(changed.before()), view);
    Answers.json(ctx, 200, view);
  }

  private Signature signature(Context ctx) {
    return new Signature(TenantAccess.actor(ctx), Requests.now(clock));
  }
}

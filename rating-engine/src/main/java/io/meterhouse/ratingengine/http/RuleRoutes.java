package io.meterhouse.ratingengine.http;

import io.javalin.http.Context;
import io.meterhouse.kit.access.Scope;
import io.meterhouse.kit.change.AuditAction;
import io.meterhouse.kit.change.Changes;
import io.meterhouse.kit.http.Access;
import io.meterhouse.kit.http.Answers;
import io.meterhouse.kit.http.AuditNotes;
import io.meterhouse.kit.http.JsonBody;
import io.meterhouse.kit.http.RouteGroup;
import io.meterhouse.kit.http.Routes;
import io.meterhouse.kit.http.TenantAccess;
import io.meterhouse.metering.TenantId;
import io.meterhouse.ratingengine.pricing.Changed;
import io.meterhouse.ratingengine.pricing.PricingModels;
import io.meterhouse.ratingengine.pricing.PricingRules;
import io.meterhouse.ratingengine.pricing.Signature;
import io.meterhouse.ratingengine.pricing.StoredRule;
import java.io.IOException;
import java.time.InstantSource;
import java.util.UUID;

/** The rules of pricing models. */
public record RuleRoutes(PricingRules rules, Changes changes, InstantSource clock)
    implements RouteGroup.Pricing {

  private static final String ENTITY = "pricing_rule";
  private static final String RULES = "/api/v1/pricing/models/{id}/rules";
  private static final Access READ = Access.requires(Scope.PRICING_READ);
  private static final Access WRITE = Access.requires(Scope.PRICING_WRITE);

  @Override
  public void register(Routes routes) {
    routes
        .post(RULES, WRITE, this::create)
        .get(RULES, READ, this::list)
        .delete(RULES + "/{ruleId}", WRITE, this::delete);
  }

  private void create(Context ctx) throws IOException {
    Signature created = new Signature(TenantAccess.actor(ctx), Requests.now(clock));
    JsonBody body = JsonBody.read(ctx);
    TenantId tenant = Requests.tenant(body);
    StoredRule rule = RuleInput.create(body, tenant, modelId(ctx, tenant), created);
    RuleView view = RuleView.of(rules.create(rule));
    AuditNotes.of(ctx).created(tenant, ENTITY, view.id().toString(), view);
    Answers.json(ctx, 201, view);
  }

  private void list(Context ctx) {
    TenantId tenant = Requests.tenant(ctx);
    Answers.json(
        ctx, 200, rules.list(tenant, modelId(ctx, tenant)).stream().map(RuleView::of).toList());
  }

  private void delete(Context ctx) {
    TenantId tenant = Requests.tenant(ctx);
    UUID modelId = modelId(ctx, tenant);
    String asked = ctx.pathParam("ruleId");
    UUID id = Requests.uuid(asked, () -> PricingRules.noSuchRule(modelId, asked));
    Changed<StoredRule> changed = rules.deactivate(tenant, modelId, id, Requests.now(clock));
    RuleView view = RuleView.of(changed.after());
    if (changed.isNothing()) {
      AuditNotes.of(ctx).nothing();
    } else {
      AuditNotes.of(ctx)
          .changed(
              tenant,
              AuditAction.DEACTIVATE,
              ENTITY,
              id.toString(),
              RuleView.of(changed.before()),
              view);
    }
    Answers.json(ctx, 200, view);
  }

  private static UUID modelId(Context ctx, TenantId tenant) {
    String id = ctx.pathParam("id");
    return Requests.uuid(id, () -> PricingModels.noSuchModel(tenant, id));
  }
}

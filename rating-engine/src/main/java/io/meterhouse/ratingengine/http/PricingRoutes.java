package io.meterhouse.ratingengine.http;

import io.javalin.http.Context;
import io.meterhouse.kit.access.Actor;
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
import io.meterhouse.kit.http.error.ApiException;
import io.meterhouse.metering.TenantId;
import io.meterhouse.rating.ModelType;
import io.meterhouse.rating.inforce.PriceBook;
import io.meterhouse.ratingengine.pricing.ConfigReader;
import io.meterhouse.ratingengine.pricing.ModelChange;
import io.meterhouse.ratingengine.pricing.PriceBookReader;
import io.meterhouse.ratingengine.pricing.PriceQuestion;
import io.meterhouse.ratingengine.pricing.PricingModels;
import io.meterhouse.ratingengine.pricing.StoredModel;
import java.io.IOException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/** Pricing models and calculations. */
public record PricingRoutes(
    PricingModels models, PriceBookReader books, Changes changes, InstantSource clock)
    implements RouteGroup.Pricing {

  private static final String ENTITY = "pricing_model";
  private static final String MODELS = "/api/v1/pricing/models";
  private static final Access READ = Access.requires(Scope.PRICING_READ);
  private static final Access WRITE = Access.requires(Scope.PRICING_WRITE);

  @Override
  public void register(Routes routes) {
    routes
        .post(MODELS, WRITE, this::create)
        .get(MODELS, READ, this::list)
        .get(MODELS + "/{id}", READ, this::get)
        .get(MODELS + "/{id}/versions", READ, this::versions)
        .put(MODELS + "/{id}", WRITE, this::update)
        .delete(MODELS + "/{id}", WRITE, this::delete)
        .ask("/api/v1/pricing/calculate", READ, this::calculate);
  }

  private void create(Context ctx) throws IOException {
    Actor actor = TenantAccess.actor(ctx);
    JsonBody body = JsonBody.read(ctx);
    @Nullable Instant effectiveFrom = Requests.instant(body, "effectiveFrom");
    StoredModel model = ModelInput.create(body, actor, Requests.now(clock));
    ModelView view = ModelView.of(models.create(model, effectiveFrom));
    AuditNotes.of(ctx).created(model.tenant(), ENTITY, view.id().toString(), view);
    Answers.json(ctx, 201, view);
  }

  private void list(Context ctx) {
    QueryParams params = QueryParams.of(ctx);
    @Nullable TenantId tenant = params.tenant("tenantId");
    @Nullable ModelType type = Requests.optionalChoice(params, "modelType", ConfigReader.types());
    @Nullable Boolean active = params.optionalFlag("isActive");
    params.check();
    Answers.json(
        ctx,
        200,
        models.list(Objects.requireNonNull(tenant), type, active).stream()
            .map(ModelView::of)
            .toList());
  }

  private void get(Context ctx) {
    TenantId tenant = Requests.tenant(ctx);
    Answers.json(ctx, 200, ModelView.of(find(tenant, ctx.pathParam("id"))));
  }

  private void versions(Context ctx) {
    TenantId tenant = Requests.tenant(ctx);
    String id = ctx.pathParam("id");
    UUID known = Requests.uuid(id, () -> PricingModels.noSuchModel(tenant, id));
    Answers.json(ctx, 200, models.versions(tenant, known).stream().map(VersionView::of).toList());
  }

  private void update(Context ctx) throws IOException {
    JsonBody body = JsonBody.read(ctx);
    TenantId tenant = Requests.tenant(body);
    StoredModel present = find(tenant, ctx.pathParam("id"));
    // A model keeps its type, so the change can be read before the model is locked.
    ModelChange change = ModelInput.change(body, present.config().draft().type());
    change(ctx, tenant, present.id(), AuditAction.UPDATE, change);
  }

  private void delete(Context ctx) {
    TenantId tenant = Requests.tenant(ctx);
    UUID id = find(tenant, ctx.pathParam("id")).id();
    change(ctx, tenant, id, AuditAction.DEACTIVATE, ModelChange.DEACTIVATION);
  }

  private void change(
      Context ctx, TenantId tenant, UUID id, AuditAction action, ModelChange change) {
    AtomicReference<@Nullable StoredModel> before = new AtomicReference<>();
    StoredModel after =
        models.update(
            tenant,
            id,
            TenantAccess.actor(ctx),
            Requests.now(clock),
            locked -> {
              before.set(locked);
              return change;
            });
    ModelView view = ModelView.of(after);
    AuditNotes.of(ctx)
        .changed(
            tenant,
            action,
            ENTITY,
            id.toString(),
            ModelView.of(Objects.requireNonNull(before.get())),
            view);
    Answers.json(ctx, 200, view);
  }

  private void calculate(Context ctx) throws IOException {
    QueryParams params = QueryParams.of(ctx);
    boolean isExplained = Boolean.TRUE.equals(params.optionalFlag("explain"));
    params.check();
    Instant now = Requests.now(clock);
    Calculation calculation = Calculation.read(JsonBody.read(ctx), now);
    UUID model =
        Requests.uuid(calculation.modelId())
            .orElseThrow(
                () -> PricingModels.noSuchModel(calculation.tenant(), calculation.modelId()));
    PriceQuestion question = calculation.of(model);
    PriceBook book = books.read(calculation.tenant(), model, calculation.customer().subject());
    PriceQuestion.Answer answer =
        question
            .answer(book)
            .orElseThrow(
                () ->
                    ApiException.failedPrecondition(
                        "pricing model %s is not active at %s (expected: an active one)"
                            .formatted(model, question.at())));
    Answers.json(ctx, 200, CalculationView.of(question, answer, isExplained, now));
  }

  private StoredModel find(TenantId tenant, String id) {
    return Requests.model(models, tenant, id);
  }
}

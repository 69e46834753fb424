package io.meterhouse.query.http;

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
import io.meterhouse.kit.http.error.ApiException;
import io.meterhouse.metering.TenantId;
import io.meterhouse.query.Builds;
import io.meterhouse.query.MeterBuildView;
import io.meterhouse.query.MeterDefinition;
import io.meterhouse.query.MeterState;
import io.meterhouse.query.MeterView;
import io.meterhouse.query.Meters;
import io.meterhouse.query.PageRequest;
import io.meterhouse.query.Paging;
import java.io.IOException;
import java.time.InstantSource;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Creates, changes and shows meters. */
public record MeterRoutes(
    Meters meters, Builds builds, Paging paging, Changes changes, InstantSource clock)
    implements RouteGroup.Operations {

  private static final String ENTITY = "meter";
  private static final String METERS = "/api/v1/meters";
  private static final Access READ = Access.requires(Scope.METER_READ);
  private static final Access WRITE = Access.requires(Scope.METER_WRITE);

  @Override
  public void register(Routes routes) {
    routes
        .post(METERS, WRITE, this::create)
        .get(METERS, READ, this::list)
        .get(METERS + "/{code}", READ, this::get)
        .put(METERS + "/{code}", WRITE, this::change)
        .get(METERS + "/{code}/build", READ, this::build);
  }

  private void create(Context ctx) throws IOException {
    MeterDefinition definition = MeterDefinition.read(JsonBody.read(ctx));
    MeterView view = MeterView.of(meters.create(definition, clock.instant()));
    AuditNotes.of(ctx).created(definition.tenant(), ENTITY, definition.code(), view);
    Answers.json(ctx, 201, view);
  }

  private void change(Context ctx) throws IOException {
    MeterDefinition definition =
        MeterDefinition.readChange(JsonBody.read(ctx), ctx.pathParam("code"));
    Meters.Change change = meters.change(definition, clock.instant());
    MeterView view = MeterView.of(change.after());
    if (change.isOne()) {
      AuditNotes.of(ctx)
          .changed(
              definition.tenant(),
              AuditAction.UPDATE,
              ENTITY,
              definition.code(),
              MeterView.of(change.before()),
              view);
    } else {
      AuditNotes.of(ctx).nothing();
    }
    Answers.json(ctx, 200, view);
  }

  private void get(Context ctx) {
    QueryParams params = QueryParams.of(ctx);
    TenantId tenant = params.optionalTenant("tenant_id");
    params.check();
    Answers.json(ctx, 200, MeterView.of(find(meters, tenant, ctx.pathParam("code"))));
  }

  private void build(Context ctx) {
    QueryParams params = QueryParams.of(ctx);
    TenantId tenant = params.optionalTenant("tenant_id");
    params.check();
    MeterState meter = find(meters, tenant, ctx.pathParam("code"));
    Answers.json(ctx, 200, MeterBuildView.of(meter, builds.read(meter.newest())));
  }

  /**
   * @throws ApiException 404
   */
  static MeterState find(Meters meters, @Nullable TenantId tenant, String code) {
    return meters
        .find(tenant, code)
        .orElseThrow(
            () ->
                ApiException.notFound(
                    tenant == null
                        ? "the platform has no meter '%s'; a tenant's needs its tenant_id"
                            .formatted(code)
                        : "neither %s nor the platform has a meter '%s'".formatted(tenant, code)));
  }

  private void list(Context ctx) {
    QueryParams params = QueryParams.of(ctx);
    TenantId tenant = params.optionalTenant("tenant_id");
    PageRequest page = PageRequest.read(params, paging);
    params.check();
    List<String> scope = List.of("meters", tenant == null ? "" : tenant.value());
    String after = page.after(scope, Function.identity());
    List<MeterState> found = meters.list(tenant, after, page.size() + 1);
    Answers.json(
        ctx,
        200,
        new Page(
            page.trim(found).stream().map(MeterView::of).toList(),
            page.next(scope, found, meter -> List.of(meter.newest().code()))));
  }

  private record Page(List<MeterView> meters, @Nullable String nextPageToken) {}
}

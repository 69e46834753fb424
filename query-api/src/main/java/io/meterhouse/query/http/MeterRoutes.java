package io.meterhouse.query.http;

import io.javalin.http.Context;
import io.meterhouse.kit.access.Scope;
import io.meterhouse.kit.change.Changes;
import io.meterhouse.kit.http.Access;
import io.meterhouse.kit.http.Answers;
import io.meterhouse.kit.http.AuditNotes;
import io.meterhouse.kit.http.JsonBody;
import io.meterhouse.kit.http.QueryParams;
import io.meterhouse.kit.http.RouteGroup;
import io.meterhouse.kit.http.Routes;
import io.meterhouse.kit.http.error.ApiException;
import io.meterhouse.metering.Meter;
import io.meterhouse.metering.TenantId;
import io.meterhouse.query.MeterDefinition;
import io.meterhouse.query.MeterView;
import io.meterhouse.query.Meters;
import io.meterhouse.query.PageRequest;
import io.meterhouse.query.Paging;
import java.io.IOException;
import java.time.InstantSource;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Creates and shows meters. */
public record MeterRoutes(Meters meters, Paging paging, Changes changes, InstantSource clock)
    implements RouteGroup.Operations {

  private static final Access READ = Access.requires(Scope.METER_READ);

  @Override
  public void register(Routes routes) {
    routes
        .post("/api/v1/meters", Access.requires(Scope.METER_WRITE), this::create)
        .get("/api/v1/meters", READ, this::list)
        .get("/api/v1/meters/{code}", READ, this::get);
  }

  private void create(Context ctx) throws IOException {
    MeterDefinition definition = MeterDefinition.read(JsonBody.read(ctx));
    Meter meter = meters.create(definition, clock.instant());
    MeterView view = MeterView.of(meter);
    AuditNotes.of(ctx).created(meter.tenant(), "meter", meter.code(), view);
    Answers.json(ctx, 201, view);
  }

  private void get(Context ctx) {
    QueryParams params = QueryParams.of(ctx);
    TenantId tenant = params.optionalTenant("tenant_id");
    params.check();
    Answers.json(ctx, 200, MeterView.of(find(meters, tenant, ctx.pathParam("code"))));
  }

  /**
   * @throws ApiException 404
   */
  static Meter find(Meters meters, @Nullable TenantId tenant, String code) {
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
    List<Meter> found = meters.list(tenant, after, page.size() + 1);
    Answers.json(
        ctx,
        200,
        new Page(
            page.trim(found).stream().map(MeterView::of).toList(),
            page.next(scope, found, meter -> List.of(meter.code()))));
  }

  private record Page(List<MeterView> meters, @Nullable String nextPageToken) {}
}

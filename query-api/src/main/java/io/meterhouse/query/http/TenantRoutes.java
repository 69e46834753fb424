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
import io.meterhouse.kit.http.TenantAccess;
import io.meterhouse.kit.http.error.ApiException;
import io.meterhouse.kit.http.error.Detail;
import io.meterhouse.metering.TenantId;
import io.meterhouse.query.BillingContact;
import io.meterhouse.query.PageRequest;
import io.meterhouse.query.Paging;
import io.meterhouse.query.Tenant;
import io.meterhouse.query.Tenants;
import java.io.IOException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** The tenants of the commercial operations API, without plans. */
public record TenantRoutes(Tenants tenants, Paging paging, Changes changes, InstantSource clock)
    implements RouteGroup.Operations {

  private static final List<String> SCOPE = List.of("tenants");

  @Override
  public void register(Routes routes) {
    routes
        .post("/api/v1/tenants", Access.platform(Scope.TENANT_WRITE), this::create)
        .get("/api/v1/tenants", Access.platform(Scope.TENANT_READ), this::list)
        .get("/api/v1/tenants/{tenant_id}", Access.requires(Scope.TENANT_READ), this::get);
  }

  private void create(Context ctx) throws IOException {
    Tenant tenant = Tenant.read(JsonBody.read(ctx), clock.instant());
    if (!tenants.create(tenant)) {
      String reason = "there is a tenant " + tenant.id() + " already";
      throw ApiException.alreadyExists("tenant_id: " + reason, new Detail("tenant_id", reason));
    }
    View view = View.of(tenant);
    AuditNotes.of(ctx).created(tenant.id(), "tenant", tenant.id().value(), view);
    Answers.json(ctx, 201, view);
  }

  private void get(Context ctx) {
    TenantId id = TenantAccess.inPath(ctx, "tenant_id");
    Tenant tenant =
        tenants.find(id).orElseThrow(() -> ApiException.notFound("there is no tenant " + id));
    Answers.json(ctx, 200, View.of(tenant));
  }

  private void list(Context ctx) {
    QueryParams params = QueryParams.of(ctx);
    PageRequest page = PageRequest.read(params, paging);
    params.check();
    String after = page.after(SCOPE, Function.identity());
    List<Tenant> found = tenants.list(after, page.size() + 1);
    List<Tenant> shown = page.trim(found);
    Answers.json(
        ctx,
        200,
        new Page(
            shown.stream().map(View::of).toList(),
            page.next(SCOPE, found, tenant -> List.of(tenant.id().value()))));
  }

  private record Page(List<View> tenants, @Nullable String nextPageToken) {}

  private record View(
      String tenantId,
      String tenantName,
      String status,
      @Nullable BillingContact billingContact,
      @Nullable String currentPlan,
      @Nullable Object planBinding,
      @Nullable Integer seats,
      String timeZone,
      Instant createdAt) {

    static View of(Tenant tenant) {
      return new View(
          tenant.id().value(),
          tenant.name(),
          tenant.status(),
          tenant.billingContact(),
          null,
          null,
          tenant.seats(),
          tenant.timeZone().getId(),
          tenant.createdAt());
    }
  }
}

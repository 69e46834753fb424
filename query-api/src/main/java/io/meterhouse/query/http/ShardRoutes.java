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
import io.meterhouse.metering.TenantId;
import io.meterhouse.query.PageRequest;
import io.meterhouse.query.Paging;
import io.meterhouse.query.ShardCounts;
import io.meterhouse.query.ShardsRequest;
import io.meterhouse.query.UsageShards;
import java.io.IOException;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Spreads the usage of a tenant and type over shards. What that costs and gains is the
 * installation's, so the platform alone decides it; a tenant may know.
 */
public record ShardRoutes(ShardCounts counts, Paging paging, Changes changes, InstantSource clock)
    implements RouteGroup.Operations {

  private static final String ENTITY = "usage_shards";
  private static final String SHARDS = "/api/v1/usage/shards";

  @Override
  public void register(Routes routes) {
    routes
        .get(SHARDS, Access.requires(Scope.TENANT_READ), this::list)
        .put(SHARDS, Access.platform(Scope.TENANT_WRITE), this::set);
  }

  private void set(Context ctx) throws IOException {
    ShardsRequest request = ShardsRequest.read(JsonBody.read(ctx), paging.limits());
    // PostgreSQL keeps microseconds; what is answered is what a later read will show.
    Instant now = clock.instant().truncatedTo(ChronoUnit.MILLIS);
    ShardCounts.Change change = counts.set(request.at(now));
    View view = View.of(change.after());
    UsageShards before = change.before();
    String entity = request.tenant() + "/" + request.type();
    if (before == null) {
      AuditNotes.of(ctx).created(request.tenant(), ENTITY, entity, view);
    } else if (change.isOne()) {
      AuditNotes.of(ctx)
          .changed(request.tenant(), AuditAction.UPDATE, ENTITY, entity, View.of(before), view);
    } else {
      AuditNotes.of(ctx).nothing();
    }
    Answers.json(ctx, 200, view);
  }

  private void list(Context ctx) {
    QueryParams params = QueryParams.of(ctx);
    TenantId tenant = params.optionalTenant("tenant_id");
    PageRequest page = PageRequest.read(params, paging);
    params.check();
    List<String> scope = List.of("usage-shards", tenant == null ? "" : tenant.value());
    List<String> position = page.position(scope, 2);
    ShardCounts.Place after =
        position.isEmpty() ? null : new ShardCounts.Place(position.get(0), position.get(1));
    List<UsageShards> found = counts.list(tenant, after, page.size() + 1);
    Answers.json(
        ctx,
        200,
        new Page(
            page.trim(found).stream().map(View::of).toList(),
            page.next(scope, found, each -> List.of(each.tenant().value(), each.type()))));
  }

  private record Page(List<View> shards, @Nullable String nextPageToken) {}

  private record View(String tenantId, String type, int shards, Instant changedAt) {

    static View of(UsageShards shards) {
      return new View(shards.tenant().value(), shards.type(), shards.shards(), shards.changedAt());
    }
  }
}

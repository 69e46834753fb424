package io.meterhouse.query.http;

import io.javalin.http.Context;
import io.meterhouse.kit.access.ClientSecret;
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
import io.meterhouse.query.OAuthClient;
import io.meterhouse.query.OAuthClientRequest;
import io.meterhouse.query.OAuthClientStore;
import io.meterhouse.query.OAuthClientView;
import io.meterhouse.query.PageRequest;
import io.meterhouse.query.Paging;
import java.io.IOException;
import java.security.SecureRandom;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Creates, shows and revokes clients of the built-in OAuth issuer. */
public record OAuthClientRoutes(
    OAuthClientStore clients,
    Paging paging,
    Changes changes,
    SecureRandom random,
    InstantSource clock)
    implements RouteGroup.Operations {

  private static final String ENTITY = "oauth_client";
  private static final String CLIENTS = "/api/v1/oauth-clients";

  @Override
  public void register(Routes routes) {
    routes
        .post(CLIENTS, Access.requires(Scope.ACCESS_WRITE), this::create)
        .get(CLIENTS, Access.requires(Scope.ACCESS_READ), this::list)
        .delete(CLIENTS + "/{client_id}", Access.requires(Scope.ACCESS_WRITE), this::revoke);
  }

  private void create(Context ctx) throws IOException {
    OAuthClientRequest request =
        OAuthClientRequest.read(JsonBody.read(ctx), TenantAccess.caller(ctx));
    ClientSecret secret = ClientSecret.generate(random);
    OAuthClient client = request.with(secret, now());
    clients.create(client);
    OAuthClientView view = OAuthClientView.of(client);
    AuditNotes.of(ctx).created(client.tenant(), ENTITY, client.clientId(), view);
    Answers.json(ctx, 201, new Created(secret.clientId(), secret.secret(), view));
  }

  private void list(Context ctx) {
    QueryParams params = QueryParams.of(ctx);
    TenantId tenant = params.optionalTenant("tenant_id");
    PageRequest page = PageRequest.read(params, paging);
    params.check();
    List<String> scope = List.of("oauth-clients", tenant == null ? "" : tenant.value());
    List<OAuthClient> found =
        clients.list(tenant, page.after(scope, Function.identity()), page.size() + 1);
    Answers.json(
        ctx,
        200,
        new Page(
            page.trim(found).stream().map(OAuthClientView::of).toList(),
            page.next(scope, found, client -> List.of(client.clientId()))));
  }

  private void revoke(Context ctx) {
    String id = ctx.pathParam("client_id");
    // Another tenant's client is as unknown as one that never was.
    OAuthClient present =
        clients
            .find(id)
            .filter(client -> TenantAccess.isVisible(ctx, client.tenant()))
            .orElseThrow(() -> ApiException.notFound("there is no such client"));
    OAuthClientView view = OAuthClientView.of(clients.revoke(id, now()).orElse(present));
    AuditNotes.of(ctx)
        .changed(
            present.tenant(), AuditAction.REVOKE, ENTITY, id, OAuthClientView.of(present), view);
    Answers.json(ctx, 200, view);
  }

  private Instant now() {
    // PostgreSQL keeps microseconds; what is answered is what a later read will show.
    return clock.instant().truncatedTo(ChronoUnit.MILLIS);
  }

  /** The only answer that has the secret. */
  private record Created(String clientId, String clientSecret, OAuthClientView client) {}

  private record Page(List<OAuthClientView> clients, @Nullable String nextPageToken) {}
}

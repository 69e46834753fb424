package io.meterhouse.query.http;

import io.javalin.http.Context;
import io.meterhouse.kit.access.KeySecret;
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
import io.meterhouse.query.AccessKeyRequest;
import io.meterhouse.query.AccessKeyStore;
import io.meterhouse.query.AccessKeyView;
import io.meterhouse.query.PageRequest;
import io.meterhouse.query.Paging;
import io.meterhouse.query.StoredKey;
import java.io.IOException;
import java.security.SecureRandom;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Creates, shows and revokes access keys. */
public record AccessKeyRoutes(
    AccessKeyStore keys, Paging paging, Changes changes, SecureRandom random, InstantSource clock)
    implements RouteGroup.Operations {

  private static final String ENTITY = "access_key";
  private static final String KEYS = "/api/v1/access-keys";

  @Override
  public void register(Routes routes) {
    routes
        .post(KEYS, Access.requires(Scope.ACCESS_WRITE), this::create)
        .get(KEYS, Access.requires(Scope.ACCESS_READ), this::list)
        .delete(KEYS + "/{key_id}", Access.requires(Scope.ACCESS_WRITE), this::revoke);
  }

  private void create(Context ctx) throws IOException {
    Instant now = now();
    AccessKeyRequest request =
        AccessKeyRequest.read(JsonBody.read(ctx), TenantAccess.caller(ctx), now);
    KeySecret secret = KeySecret.generate(random);
    StoredKey key = request.with(secret, now);
    keys.create(key);
    AccessKeyView view = AccessKeyView.of(key);
    AuditNotes.of(ctx).created(request.tenant(), ENTITY, view.keyId(), view);
    Answers.json(ctx, 201, new Created(secret.token(), view));
  }

  private void list(Context ctx) {
    QueryParams params = QueryParams.of(ctx);
    TenantId tenant = params.optionalTenant("tenant_id");
    PageRequest page = PageRequest.read(params, paging);
    params.check();
    List<String> scope = List.of("access-keys", tenant == null ? "" : tenant.value());
    List<StoredKey> found =
        keys.list(tenant, page.after(scope, Function.identity()), page.size() + 1);
    Answers.json(
        ctx,
        200,
        new Page(
            page.trim(found).stream().map(AccessKeyView::of).toList(),
            page.next(scope, found, key -> List.of(key.key().caller().id()))));
  }

  private void revoke(Context ctx) {
    String id = ctx.pathParam("key_id");
    // Another tenant's key is as unknown as one that never was.
    StoredKey key =
        keys.find(id)
            .filter(it -> TenantAccess.isVisible(ctx, it.key().caller().tenant()))
            .orElseThrow(() -> ApiException.notFound("there is no such access key"));
    AccessKeyView view = AccessKeyView.of(keys.revoke(id, now()));
    AuditNotes.of(ctx)
        .changed(
            key.key().caller().tenant(),
            AuditAction.REVOKE,
            ENTITY,
            id,
            AccessKeyView.of(key),
            view);
    Answers.json(ctx, 200, view);
  }

  private Instant now() {
    // PostgreSQL keeps microseconds; what is answered is what a later read will show.
    return clock.instant().truncatedTo(ChronoUnit.MILLIS);
  }

  /** The only answer that has the token. */
  private record Created(String token, AccessKeyView accessKey) {}

  private record Page(List<AccessKeyView> accessKeys, @Nullable String nextPageToken) {}
}

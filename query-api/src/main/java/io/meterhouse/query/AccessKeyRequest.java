package io.meterhouse.query;

import com.google.protobuf.ByteString;
import io.meterhouse.kit.access.AccessKey;
import io.meterhouse.kit.access.Caller;
import io.meterhouse.kit.access.KeySecret;
import io.meterhouse.kit.access.Scope;
import io.meterhouse.kit.http.JsonBody;
import io.meterhouse.kit.http.error.ApiException;
import io.meterhouse.metering.TenantId;
import java.time.Instant;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What {@code POST /api/v1/access-keys} takes. */
public record AccessKeyRequest(
    String name,
    @Nullable TenantId tenant,
    Set<Scope> scopes,
    boolean actsForUsers,
    @Nullable Instant expiresAt) {

  /** Copies. */
  public AccessKeyRequest {
    scopes = Set.copyOf(scopes);
  }

  /**
   * Reads a request of that caller, who cannot give what it does not have.
   *
   * @throws ApiException 400 with every problem; 403 for what the caller lacks
   */
  public static AccessKeyRequest read(JsonBody body, Caller caller, Instant now) {
    if (!body.has("name")) {
      body.problem("name", "missing");
    }
    String name = body.as("name", Texts::line);
    TenantId tenant = body.optionalTenant("tenant_id");
    ScopeGrant grant = ScopeGrant.read(body);
    Instant expiresAt = body.optionalInstant("expires_at");
    if (expiresAt != null && !expiresAt.isAfter(now)) {
      body.problem("expires_at", expiresAt + " (expected: later than now)");
    }
    body.check();
    grant.refuseMoreThan(caller);
    return new AccessKeyRequest(
        Objects.requireNonNull(name), tenant, grant.scopes(), grant.actsForUsers(), expiresAt);
  }

  /** The key of that secret. */
  public StoredKey with(KeySecret secret, Instant now) {
    return new StoredKey(
        new AccessKey(
            new Caller(secret.keyId(), tenant, scopes, actsForUsers),
            ByteString.copyFrom(secret.hash()),
            expiresAt),
        name,
        now,
        null);
  }
}

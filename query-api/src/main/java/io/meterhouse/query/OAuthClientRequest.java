package io.meterhouse.query;

import com.google.protobuf.ByteString;
import io.meterhouse.kit.access.Caller;
import io.meterhouse.kit.access.ClientSecret;
import io.meterhouse.kit.access.Scope;
import io.meterhouse.kit.http.JsonBody;
import io.meterhouse.kit.http.error.ApiException;
import io.meterhouse.metering.TenantId;
import java.time.Instant;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A client that somebody wants. */
public record OAuthClientRequest(
    String name, @Nullable TenantId tenant, Set<Scope> scopes, boolean actsForUsers) {

  /**
   * Copies.
   *
   * @throws IllegalArgumentException where the name is no line of text
   */
  public OAuthClientRequest {
    Texts.line(name);
    scopes = Set.copyOf(scopes);
  }

  /**
   * Reads a request of that caller, who cannot give what it does not have.
   *
   * @throws ApiException 400 with every problem; 403 for what the caller lacks
   */
  public static OAuthClientRequest read(JsonBody body, Caller caller) {
    if (!body.has("name")) {
      body.problem("name", "missing");
    }
    String name = body.as("name", Texts::line);
    TenantId tenant = body.optionalTenant("tenant_id");
    ScopeGrant grant = ScopeGrant.read(body);
    body.check();
    grant.refuseMoreThan(caller);
    return new OAuthClientRequest(
        Objects.requireNonNull(name), tenant, grant.scopes(), grant.actsForUsers());
  }

  /** The client of that secret. */
  public OAuthClient with(ClientSecret secret, Instant now) {
    return new OAuthClient(
        secret.clientId(),
        name,
        ByteString.copyFrom(ClientSecret.hash(secret.secret())),
        tenant,
        scopes,
        actsForUsers,
        now,
        null);
  }
}

package io.meterhouse.query;

import io.meterhouse.kit.access.Scope;
import io.meterhouse.metering.TenantId;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A client of the built-in issuer as the API and the audit log show it: without its secret. */
public record OAuthClientView(
    String clientId,
    String name,
    @Nullable String tenantId,
    List<String> scopes,
    boolean actsForUsers,
    Instant createdAt,
    @Nullable Instant revokedAt) {

  /** Of what is stored. */
  public static OAuthClientView of(OAuthClient client) {
    TenantId tenant = client.tenant();
    return new OAuthClientView(
        client.clientId(),
        client.name(),
        tenant == null ? null : tenant.value(),
        client.scopes().stream().map(Scope::wireName).sorted().toList(),
        client.actsForUsers(),
        client.createdAt(),
        client.revokedAt());
  }
}

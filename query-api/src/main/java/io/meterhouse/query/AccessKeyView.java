package io.meterhouse.query;

import io.meterhouse.kit.access.Scope;
import io.meterhouse.metering.TenantId;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** An access key as the API and the audit log show it: without its token. */
public record AccessKeyView(
    String keyId,
    String name,
    @Nullable String tenantId,
    List<String> scopes,
    boolean actsForUsers,
    Instant createdAt,
    @Nullable Instant expiresAt,
    @Nullable Instant revokedAt) {

  /** Of what is stored. */
  public static AccessKeyView of(StoredKey stored) {
    TenantId tenant = stored.key().caller().tenant();
    return new AccessKeyView(
        stored.key().caller().id(),
        stored.name(),
        tenant == null ? null : tenant.value(),
        stored.key().caller().scopes().stream().map(Scope::wireName).sorted().toList(),
        stored.key().caller().actsForUsers(),
        stored.createdAt(),
        stored.key().expiresAt(),
        stored.revokedAt());
  }
}

package io.meterhouse.query;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.meterhouse.kit.access.Scope;
import io.meterhouse.kit.change.AuditAction;
import io.meterhouse.kit.change.AuditEntry;
import io.meterhouse.metering.TenantId;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What the audit log says of keys and clients that no request made or revoked. */
public final class AccessAudit {

  private AccessAudit() {}

  /** The key was made. */
  public static AuditEntry created(StoredKey key) {
    TenantId tenant = key.key().caller().tenant();
    return new AuditEntry(
        tenant,
        AuditAction.CREATE,
        "access_key",
        key.key().caller().id(),
        null,
        view(key.name(), tenant, key.key().caller().scopes()));
  }

  /** The client was made. */
  public static AuditEntry created(OAuthClient client) {
    return of(client, AuditAction.CREATE);
  }

  /** The client was revoked. */
  public static AuditEntry revoked(OAuthClient client) {
    return of(client, AuditAction.REVOKE);
  }

  private static AuditEntry of(OAuthClient client, AuditAction action) {
    return new AuditEntry(
        client.tenant(),
        action,
        "oauth_client",
        client.clientId(),
        null,
        view(client.name(), client.tenant(), client.scopes()));
  }

  private static JsonNode view(String name, @Nullable TenantId tenant, Set<Scope> scopes) {
    ObjectNode view = JsonNodeFactory.instance.objectNode();
    view.put("name", name);
    view.put("tenant_id", tenant == null ? null : tenant.value());
    scopes.stream().map(Scope::wireName).sorted().forEach(view.putArray("scopes")::add);
    return view;
  }
}

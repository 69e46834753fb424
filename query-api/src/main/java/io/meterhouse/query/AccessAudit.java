package io.meterhouse.query;

import com.fasterxml.jackson.databind.JsonNode;
import io.meterhouse.kit.change.AuditAction;
import io.meterhouse.kit.change.AuditEntry;
import io.meterhouse.kit.change.Redaction;
import io.meterhouse.kit.http.Json;

/** What the audit log says of keys and clients that no request made or revoked. */
public final class AccessAudit {

  private AccessAudit() {}

  /** The key was made. */
  public static AuditEntry created(StoredKey key) {
    return new AuditEntry(
        key.key().caller().tenant(),
        AuditAction.CREATE,
        "access_key",
        key.key().caller().id(),
        null,
        tree(AccessKeyView.of(key)));
  }

  /** The client was made. */
  public static AuditEntry created(OAuthClient client) {
    return new AuditEntry(
        client.tenant(),
        AuditAction.CREATE,
        "oauth_client",
        client.clientId(),
        null,
        tree(OAuthClientView.of(client)));
  }

  /** The client was revoked. */
  public static AuditEntry revoked(OAuthClient before, OAuthClient after) {
    return new AuditEntry(
        after.tenant(),
        AuditAction.REVOKE,
        "oauth_client",
        after.clientId(),
        tree(OAuthClientView.of(before)),
        tree(OAuthClientView.of(after)));
  }

  private static JsonNode tree(Object view) {
    return Redaction.of(Json.snakeCase().valueToTree(view));
  }
}

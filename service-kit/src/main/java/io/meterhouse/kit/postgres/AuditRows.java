package io.meterhouse.kit.postgres;

import com.fasterxml.jackson.databind.JsonNode;
import io.meterhouse.kit.change.AuditEntry;
import io.meterhouse.kit.change.ChangeRequest;
import io.meterhouse.metering.TenantId;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/** Writes the audit log. */
final class AuditRows {

  private AuditRows() {}

  static void insert(Handle handle, ChangeRequest request, List<AuditEntry> entries, Instant now) {
    for (AuditEntry entry : entries) {
      TenantId tenant = entry.tenant();
      handle
          .createUpdate(
              """
              INSERT INTO audit_log (tenant_id, caller_id, user_id, user_role, action, entity_type, entity_id,
                                     before, after, trace_id, changed_at)
              VALUES (:tenant, :caller, :user, :role, :action, :type, :id,
                      CAST(:before AS jsonb), CAST(:after AS jsonb), :trace, :now)
              """)
          .bind("tenant", tenant == null ? null : tenant.value())
          .bind("caller", request.caller().id())
          .bind("user", request.isForUser() ? request.actor().id() : null)
          .bind("role", request.isForUser() ? request.actor().role() : null)
          .bind("action", entry.action().wireName())
          .bind("type", entry.entityType())
          .bind("id", entry.entityId())
          .bind("before", text(entry.before()))
          .bind("after", text(entry.after()))
          .bind("trace", request.traceId())
          .bind("now", now.atOffset(ZoneOffset.UTC))
          .execute();
    }
  }

  private static @Nullable String text(@Nullable JsonNode node) {
    return node == null ? null : node.toString();
  }
}

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

  /** Of changes that no request made. */
  static void insert(Handle handle, String maker, List<AuditEntry> entries, Instant now) {
    insert(handle, new Maker(maker, null, null, maker), entries, now);
  }

  static void insert(Handle handle, ChangeRequest request, List<AuditEntry> entries, Instant now) {
    Maker maker =
        new Maker(
            request.caller().id(),
            request.isForUser() ? request.actor().id() : null,
            request.isForUser() ? request.actor().role() : null,
            request.traceId());
    insert(handle, maker, entries, now);
  }

  private record Maker(
      String callerId, @Nullable String userId, @Nullable String userRole, String traceId) {}

  private static void insert(Handle handle, Maker maker, List<AuditEntry> entries, Instant now) {
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
          .bind("caller", maker.callerId())
          .bind("user", maker.userId())
          .bind("role", maker.userRole())
          .bind("action", entry.action().wireName())
          .bind("type", entry.entityType())
          .bind("id", entry.entityId())
          .bind("before", text(entry.before()))
          .bind("after", text(entry.after()))
          .bind("trace", maker.traceId())
          .bind("now", now.atOffset(ZoneOffset.UTC))
          .execute();
    }
  }

  private static @Nullable String text(@Nullable JsonNode node) {
    return node == null ? null : node.toString();
  }
}

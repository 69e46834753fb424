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

  /** An entry that is to be taken back must be there; it cannot go, as nothing is ever deleted. */
  private static final String INSERT =
      """
      INSERT INTO audit_log (entry_uuid, tenant_id, caller_id, user_id, user_role, action, entity_type,
                             entity_id, before, after, reason, reverses, trace_id, changed_at)
      SELECT CAST(:entry AS uuid), :tenant, :caller, :user, :role, :action, :type, :id, CAST(:before AS jsonb),
             CAST(:after AS jsonb), :reason, reversed.entry_id, :trace, CAST(:now AS timestamptz)
        FROM (VALUES (CAST(:reverses AS uuid))) AS asked (entry)
        LEFT JOIN audit_log reversed ON reversed.entry_uuid = asked.entry
       WHERE asked.entry IS NULL OR reversed.entry_id IS NOT NULL
      """;

  private record Maker(
      String callerId, @Nullable String userId, @Nullable String userRole, String traceId) {}

  private static void insert(Handle handle, Maker maker, List<AuditEntry> entries, Instant now) {
    for (AuditEntry entry : entries) {
      insert(handle, maker, entry, now);
    }
  }

  private static void insert(Handle handle, Maker maker, AuditEntry entry, Instant now) {
    TenantId tenant = entry.tenant();
    Instant at = entry.at();
    int inserted =
        handle
            .createUpdate(INSERT)
            .bind("entry", entry.id())
            .bind("tenant", tenant == null ? null : tenant.value())
            .bind("caller", maker.callerId())
            .bind("user", maker.userId())
            .bind("role", maker.userRole())
            .bind("action", entry.action().wireName())
            .bind("type", entry.entityType())
            .bind("id", entry.entityId())
            .bind("before", text(entry.before()))
            .bind("after", text(entry.after()))
            .bind("reason", entry.reason())
            .bind("reverses", entry.reverses())
            .bind("trace", maker.traceId())
            .bind("now", (at == null ? now : at).atOffset(ZoneOffset.UTC))
            .execute();
    if (inserted != 1) {
      throw new IllegalStateException(
          "%s takes back %s, which is no entry".formatted(entry.id(), entry.reverses()));
    }
  }

  private static @Nullable String text(@Nullable JsonNode node) {
    return node == null ? null : node.toString();
  }
}

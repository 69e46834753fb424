package io.meterhouse.query.postgres;

import io.meterhouse.metering.TenantId;
import io.meterhouse.query.AuditLog;
import io.meterhouse.query.AuditLogEntry;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import org.jdbi.v3.core.Jdbi;
import org.jspecify.annotations.Nullable;

/** The audit log in its table; written by {@link io.meterhouse.kit.postgres.PostgresChanges}. */
public final class PostgresAuditLog implements AuditLog {

  private static final String SQL =
      """
      SELECT entry_id, tenant_id, caller_id, user_id, user_role, action, entity_type, entity_id,
             CAST(before AS text) AS before, CAST(after AS text) AS after, reason, reverses,
             trace_id, changed_at
        FROM audit_log
       WHERE (CAST(:tenant AS text) IS NULL OR tenant_id = :tenant)
         AND (CAST(:caller AS text) IS NULL OR caller_id = :caller)
         AND (CAST(:action AS text) IS NULL OR action = :action)
         AND (CAST(:type AS text) IS NULL OR entity_type = :type)
         AND (CAST(:id AS text) IS NULL OR entity_id = :id)
         AND (CAST(:trace AS text) IS NULL OR trace_id = :trace)
         AND (CAST(:from AS timestamptz) IS NULL OR changed_at >= :from)
         AND (CAST(:to AS timestamptz) IS NULL OR changed_at < :to)
         AND (CAST(:before AS bigint) IS NULL OR entry_id < :before)
       ORDER BY entry_id DESC
       LIMIT :limit
      """;

  private final Jdbi jdbi;

  /** Over a database that is migrated. */
  public PostgresAuditLog(Jdbi jdbi) {
    this.jdbi = jdbi;
  }

  @Override
  public List<AuditLogEntry> find(Selection selection, @Nullable Long before, int limit) {
    TenantId tenant = selection.tenant();
    return jdbi.withHandle(
        handle ->
            handle
                .createQuery(SQL)
                .bind("tenant", tenant == null ? null : tenant.value())
                .bind("caller", selection.callerId())
                .bind("action", selection.action() == null ? null : selection.action().wireName())
                .bind("type", selection.entityType())
                .bind("id", selection.entityId())
                .bind("trace", selection.traceId())
                .bind("from", utc(selection.from()))
                .bind("to", utc(selection.to()))
                .bind("before", before)
                .bind("limit", limit)
                .map((row, context) -> entry(row))
                .list());
  }

  private static @Nullable OffsetDateTime utc(@Nullable Instant time) {
    return time == null ? null : time.atOffset(ZoneOffset.UTC);
  }

  private static AuditLogEntry entry(ResultSet row) throws SQLException {
    return new AuditLogEntry(
        row.getLong("entry_id"),
        row.getString("tenant_id"),
        row.getString("caller_id"),
        row.getString("user_id"),
        row.getString("user_role"),
        row.getString("action"),
        row.getString("entity_type"),
        row.getString("entity_id"),
        row.getString("before"),
        row.getString("after"),
        row.getString("reason"),
        row.getObject("reverses", Long.class),
        row.getString("trace_id"),
        row.getObject("changed_at", OffsetDateTime.class).toInstant());
  }
}

package io.meterhouse.ratingengine.postgres;

import io.meterhouse.kit.change.AuditAction;
import io.meterhouse.metering.TenantId;
import io.meterhouse.ratingengine.history.AuditedEntry;
import io.meterhouse.ratingengine.history.AuditedType;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.Query;
import org.jspecify.annotations.Nullable;

/** Entries of the audit log as rows. */
final class AuditedRows {

  /**
   * With what has become of each: read in the same statement, so that a page costs one. An entity's
   * id is a UUID where its type is one of ours, and is taken for one there alone.
   */
  static final String COLUMNS =
      """
      SELECT a.entry_uuid, a.tenant_id, a.entity_type, a.entity_id, a.action,
             coalesce(a.user_id, a.caller_id) AS actor_id, a.user_role,
             CAST(a.before AS text) AS before, CAST(a.after AS text) AS after, a.reason, a.trace_id,
             a.changed_at, reversed.entry_uuid AS reverses, reversal.entry_uuid AS reversed_by,
             a.before IS DISTINCT FROM a.after AS changed_something,
             CASE WHEN a.entity_type = 'pricing_rule'
                  THEN CAST(a.after ->> 'pricingModelId' AS uuid) END AS model_id,
             CASE WHEN a.entity_type = 'pricing_model'
                  THEN CAST(a.before ->> 'version' AS integer) END AS version_before,
             CASE a.entity_type
               WHEN 'pricing_model' THEN EXISTS (
                 SELECT FROM pricing_models m
                   JOIN pricing_model_versions v
                     ON v.pricing_model_id = m.id AND v.version = CAST(a.after ->> 'version' AS integer)
                  WHERE m.id = CAST(a.entity_id AS uuid)
                    AND (m.name, m.config, m.is_active) = (v.name, v.config, v.is_active)
                    AND m.description IS NOT DISTINCT FROM v.description)
               WHEN 'pricing_rule' THEN EXISTS (
                 SELECT FROM pricing_rules r WHERE r.id = CAST(a.entity_id AS uuid) AND r.is_active)
               WHEN 'pricing_scope' THEN EXISTS (
                 SELECT FROM pricing_scopes s WHERE s.id = CAST(a.entity_id AS uuid) AND s.is_active)
               WHEN 'pricing_override' THEN EXISTS (
                 SELECT FROM pricing_overrides o
                  WHERE o.id = CAST(a.entity_id AS uuid) AND o.status <> 'inactive')
               ELSE false
             END AS as_left,
             (SELECT newest.entry_uuid FROM audit_log newest
               WHERE newest.entity_type = a.entity_type AND newest.entity_id = a.entity_id
                 AND newest.before IS DISTINCT FROM newest.after
               ORDER BY newest.entry_id DESC LIMIT 1) AS newest
        FROM audit_log a
        LEFT JOIN audit_log reversed ON reversed.entry_id = a.reverses
        LEFT JOIN audit_log reversal ON reversal.reverses = a.entry_id
       WHERE a.tenant_id = :tenant AND a.entity_type = ANY (:types)
      """;

  private AuditedRows() {}

  /** A query that begins with {@link #COLUMNS}; of any of our types where none is named. */
  static Query query(Handle handle, String sql, TenantId tenant, @Nullable AuditedType type) {
    return handle
        .createQuery(sql)
        .bind("tenant", tenant.value())
        .bind("types", type == null ? AuditedType.wireNames() : new String[] {type.wireName()});
  }

  static AuditedEntry read(ResultSet row) throws SQLException {
    return new AuditedEntry(
        Rows.uuid(row, "entry_uuid"),
        TenantId.of(row.getString("tenant_id")),
        Rows.named(
            "entity_type",
            row.getString("entity_type"),
            name -> Optional.ofNullable(AuditedType.byWireName().get(name))),
        row.getString("entity_id"),
        Rows.named(
            "action",
            row.getString("action"),
            name -> Optional.ofNullable(AuditAction.byWireName().get(name))),
        row.getString("actor_id"),
        row.getString("user_role"),
        row.getString("before"),
        row.getString("after"),
        row.getString("reason"),
        Rows.optionalUuid(row, "reverses"),
        row.getString("trace_id"),
        Rows.instant(row, "changed_at"),
        standing(row));
  }

  private static AuditedEntry.Standing standing(ResultSet row) throws SQLException {
    return new AuditedEntry.Standing(
        Rows.optionalUuid(row, "model_id"),
        row.getObject("version_before", Integer.class),
        row.getBoolean("changed_something"),
        row.getBoolean("as_left"),
        Rows.optionalUuid(row, "newest"),
        Rows.optionalUuid(row, "reversed_by"));
  }
}

package io.meterhouse.ratingengine.postgres;

import io.meterhouse.kit.change.AuditAction;
import io.meterhouse.kit.http.error.ApiException;
import io.meterhouse.metering.TenantId;
import io.meterhouse.ratingengine.history.AuditedEntry;
import io.meterhouse.ratingengine.history.PricingAudit;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.jspecify.annotations.Nullable;

/** The audit log's entries about prices and bills, each with what has become of it. */
public final class PostgresPricingAudit implements PricingAudit {

  private static final String SELECTED =
      AuditedRows.COLUMNS
          + """
             AND (CAST(:entity AS text) IS NULL OR a.entity_id = :entity)
             AND (CAST(:actor AS text) IS NULL OR coalesce(a.user_id, a.caller_id) = :actor)
             AND (CAST(:action AS text) IS NULL OR a.action = :action)
             AND (CAST(:from AS timestamptz) IS NULL OR a.changed_at >= :from)
             AND (CAST(:to AS timestamptz) IS NULL OR a.changed_at < :to)
             AND (CAST(:before AS bigint) IS NULL OR a.entry_id < :before)
           ORDER BY a.entry_id DESC
           LIMIT :limit
          """;

  private final Transactions transactions;

  /** Over a database that is migrated. */
  public PostgresPricingAudit(Jdbi jdbi) {
    this.transactions = new Transactions(jdbi, "the audit log");
  }

  @Override
  public List<AuditedEntry> search(Selection selection, int limit) {
    return transactions.in(
        handle -> {
          TenantId tenant = selection.tenant();
          ModelChecks.requireTenant(handle, tenant);
          UUID entity = selection.entityId();
          AuditAction action = selection.action();
          return AuditedRows.query(handle, SELECTED, tenant, selection.type())
              .bind("entity", entity == null ? null : entity.toString())
              .bind("actor", selection.actorId())
              .bind("action", action == null ? null : action.wireName())
              .bind("from", Rows.optionalUtc(selection.from()))
              .bind("to", Rows.optionalUtc(selection.to()))
              .bind("before", position(handle, tenant, selection.before()))
              .bind("limit", limit)
              .map((row, context) -> AuditedRows.read(row))
              .list();
        });
  }

  @Override
  public Optional<AuditedEntry> find(TenantId tenant, UUID id) {
    return transactions.in(handle -> find(handle, tenant, id));
  }

  @Override
  public Optional<AuditedEntry> lock(TenantId tenant, UUID id) {
    return transactions.in(
        handle -> {
          PriceClock.lock(handle, tenant);
          return find(handle, tenant, id);
        });
  }

  private static Optional<AuditedEntry> find(Handle handle, TenantId tenant, UUID id) {
    return AuditedRows.query(handle, AuditedRows.COLUMNS + " AND a.entry_uuid = :id", tenant, null)
        .bind("id", id)
        .map((row, context) -> AuditedRows.read(row))
        .findOne();
  }

  private static @Nullable Long position(Handle handle, TenantId tenant, @Nullable UUID entry) {
    return entry == null
        ? null
        : handle
            .createQuery(
                "SELECT entry_id FROM audit_log WHERE entry_uuid = :id AND tenant_id = :tenant")
            .bind("id", entry)
            .bind("tenant", tenant.value())
            .mapTo(Long.class)
            .findOne()
            .orElseThrow(
                () ->
                    ApiException.invalidField(
                        "before", entry + " (expected: the id of an entry of " + tenant + ")"));
  }
}

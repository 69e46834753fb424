package io.meterhouse.query;

import io.meterhouse.kit.change.AuditAction;
import io.meterhouse.kit.http.QueryParams;
import io.meterhouse.metering.TenantId;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What was changed, by whom. */
public interface AuditLog {

  /** The selected entries, newest first: at most {@code limit} below {@code before}. */
  List<AuditLogEntry> find(Selection selection, @Nullable Long before, int limit);

  /**
   * Which entries; null selects all.
   *
   * @param tenant whose; a tenant's caller sees no others
   * @param from first changed at, included
   * @param to last changed at, excluded
   */
  record Selection(
      @Nullable TenantId tenant,
      @Nullable String callerId,
      @Nullable AuditAction action,
      @Nullable String entityType,
      @Nullable String entityId,
      @Nullable String traceId,
      @Nullable Instant from,
      @Nullable Instant to) {

    /** Reads what {@code GET /api/v1/audit-logs} selects by; problems are noted. */
    public static Selection read(QueryParams params) {
      return new Selection(
          params.optionalTenant("tenant_id"),
          params.as("caller_id", Texts::line),
          params.as("action", Selection::action),
          params.as("entity_type", Texts::line),
          params.as("entity_id", Texts::line),
          params.as("trace_id", Texts::line),
          params.optionalInstant("from"),
          params.optionalInstant("to"));
    }

    private static AuditAction action(String name) {
      AuditAction action = AuditAction.byWireName().get(name);
      if (action == null) {
        throw new IllegalArgumentException(
            "%s (expected: one of %s)"
                .formatted(
                    Texts.shorten(name), String.join(", ", AuditAction.byWireName().keySet())));
      }
      return action;
    }
  }
}

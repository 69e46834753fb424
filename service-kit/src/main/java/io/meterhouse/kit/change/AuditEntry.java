package io.meterhouse.kit.change;

import com.fasterxml.jackson.databind.JsonNode;
import io.meterhouse.metering.TenantId;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * One thing that a request changed.
 *
 * @param id names it, before it is stored as well
 * @param tenant whose it is; null: the platform's
 * @param before as the API showed it; null where it did not exist
 * @param after as the API shows it; null where it no longer exists
 * @param reason why, for people; null: nobody said
 * @param reverses the entry that this one takes back; no entry is taken back twice
 * @param at when; null: when it is stored
 */
public record AuditEntry(
    UUID id,
    @Nullable TenantId tenant,
    AuditAction action,
    String entityType,
    String entityId,
    @Nullable JsonNode before,
    @Nullable JsonNode after,
    @Nullable String reason,
    @Nullable UUID reverses,
    @Nullable Instant at) {

  /** A change that takes nothing back, and for which nobody gave a reason. */
  public AuditEntry(
      @Nullable TenantId tenant,
      AuditAction action,
      String entityType,
      String entityId,
      @Nullable JsonNode before,
      @Nullable JsonNode after) {
    this(UUID.randomUUID(), tenant, action, entityType, entityId, before, after, null, null, null);
  }

  /** The same, taking another entry back at that time for that reason. */
  public AuditEntry reversing(UUID entry, String why, Instant when) {
    return new AuditEntry(
        id, tenant, action, entityType, entityId, before, after, why, entry, when);
  }
}

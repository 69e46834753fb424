package io.meterhouse.ratingengine.http;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonRawValue;
import io.meterhouse.ratingengine.history.AuditedEntry;
import io.meterhouse.ratingengine.history.Reversal;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** An entry of the audit log as the API shows it. */
record AuditView(
    UUID id,
    String tenantId,
    String entityType,
    String entityId,
    String action,
    String actorId,
    @Nullable String actorRole,
    @JsonRawValue @Nullable String previousState,
    @JsonRawValue @Nullable String newState,
    @Nullable String reason,
    @JsonProperty("isReversible") boolean reversible,
    @Nullable String whyNotReversible,
    @Nullable UUID reversedBy,
    @Nullable UUID reverses,
    String traceId,
    Instant createdAt) {

  static AuditView of(AuditedEntry entry) {
    String refusal = Reversal.of(entry) instanceof Reversal.Refused refused ? refused.why() : null;
    return new AuditView(
        entry.id(),
        entry.tenant().value(),
        entry.type().wireName(),
        entry.entityId(),
        entry.action().wireName(),
        entry.actorId(),
        entry.actorRole(),
        entry.before(),
        entry.after(),
        entry.reason(),
        refusal == null,
        refusal,
        entry.standing().reversedBy(),
        entry.reverses(),
        entry.traceId(),
        entry.createdAt());
  }
}

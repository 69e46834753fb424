package io.meterhouse.query;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * One change.
 *
 * @param id grows
 * @param tenantId null: the platform's
 * @param callerId the key or client whose token it was
 * @param userId whom the caller acted for, if anybody
 * @param before JSON as the API showed it; null where it did not exist
 * @param after JSON as the API shows it; null where it no longer exists
 * @param reason why, where somebody said
 * @param reverses id of the entry that this one takes back, if any
 */
public record AuditLogEntry(
    long id,
    @Nullable String tenantId,
    String callerId,
    @Nullable String userId,
    @Nullable String userRole,
    String action,
    String entityType,
    String entityId,
    @Nullable String before,
    @Nullable String after,
    @Nullable String reason,
    @Nullable Long reverses,
    String traceId,
    Instant changedAt) {}

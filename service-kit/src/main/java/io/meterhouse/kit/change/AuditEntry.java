package io.meterhouse.kit.change;

import com.fasterxml.jackson.databind.JsonNode;
import io.meterhouse.metering.TenantId;
import org.jspecify.annotations.Nullable;

/**
 * One thing that a request changed.
 *
 * @param tenant whose it is; null: the platform's
 * @param before as the API showed it; null where it did not exist
 * @param after as the API shows it; null where it no longer exists
 */
public record AuditEntry(
    @Nullable TenantId tenant,
    AuditAction action,
    String entityType,
    String entityId,
    @Nullable JsonNode before,
    @Nullable JsonNode after) {}

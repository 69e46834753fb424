package io.meterhouse.ratingengine.history;

import io.meterhouse.kit.change.AuditAction;
import io.meterhouse.metering.TenantId;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A change of prices or bills as the audit log has it, and what has become of it.
 *
 * @param actorId the user that the caller acted for, else the caller
 * @param actorRole of that user; null where the caller acted for nobody
 * @param before JSON as the API showed it; null where it did not exist
 * @param after JSON as the API shows it; null where it no longer exists
 * @param reverses the entry that this one took back, if any
 */
public record AuditedEntry(
    UUID id,
    TenantId tenant,
    AuditedType type,
    String entityId,
    AuditAction action,
    String actorId,
    @Nullable String actorRole,
    @Nullable String before,
    @Nullable String after,
    @Nullable String reason,
    @Nullable UUID reverses,
    String traceId,
    Instant createdAt,
    Standing standing) {

  /**
   * What taking a change back depends on, beside the change itself.
   *
   * @param modelId the pricing model of a rule; null for anything else
   * @param versionBefore of a pricing model the version that the change replaced; null for anything
   *     else, and where there was none
   * @param changedSomething false where it was so already
   * @param asLeft whether the entity is still as the change left it: a pricing model in all its
   *     contents, a rule or scope active, an override not inactive
   * @param newest the newest entry that changed something about the entity
   * @param reversedBy the entry that took this one back, if any
   */
  public record Standing(
      @Nullable UUID modelId,
      @Nullable Integer versionBefore,
      boolean changedSomething,
      boolean asLeft,
      @Nullable UUID newest,
      @Nullable UUID reversedBy) {}
}

package io.meterhouse.ratingengine.pricing;

import io.meterhouse.metering.TenantId;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A pricing model's assignment to those whom it is for.
 *
 * @param override whether it comes before others of the same place
 * @param parentId the scope that this one belongs to
 */
public record StoredScope(
    UUID id,
    TenantId tenant,
    UUID modelId,
    ScopeTarget target,
    boolean override,
    @Nullable UUID parentId,
    Lifespan lifespan) {

  /** The same, made at another time. */
  public StoredScope createdAt(Instant now) {
    return in(lifespan.createdAt(now));
  }

  /** The same, inactive from {@code now}. */
  public StoredScope deactivated(Instant now) {
    return in(lifespan.deactivated(now));
  }

  private StoredScope in(Lifespan other) {
    return new StoredScope(id, tenant, modelId, target, override, parentId, other);
  }
}

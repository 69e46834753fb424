package io.meterhouse.ratingengine.pricing;

import io.meterhouse.kit.access.Actor;
import io.meterhouse.metering.TenantId;
import java.time.Instant;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** A pricing model in its newest version. */
public record StoredModel(
    UUID id,
    TenantId tenant,
    String name,
    @Nullable String description,
    ModelConfig config,
    boolean active,
    boolean system,
    Actor createdBy,
    int version,
    Instant createdAt,
    Instant updatedAt) {

  /** The same model, made at another time. */
  public StoredModel createdAt(Instant now) {
    return new StoredModel(
        id, tenant, name, description, config, active, system, createdBy, version, now, now);
  }

  /** The same model with a change applied: the next version, or itself where nothing differs. */
  public StoredModel changed(ModelChange change, Instant now) {
    StoredModel next =
        new StoredModel(
            id,
            tenant,
            change.name() == null ? name : change.name(),
            change.descriptionAfter(description),
            change.config() == null ? config : change.config(),
            change.active() == null ? active : change.active(),
            system,
            createdBy,
            version,
            createdAt,
            updatedAt);
    return next.equals(this) ? this : next.asVersion(version + 1, now);
  }

  /** Whether it prices a meter that it did not price when it was as {@code before}. */
  public boolean comesToPrice(StoredModel before) {
    return active
        && (!before.active || !Objects.equals(config.usageMetric(), before.config.usageMetric()));
  }

  private StoredModel asVersion(int newVersion, Instant now) {
    return new StoredModel(
        id,
        tenant,
        name,
        description,
        config,
        active,
        system,
        createdBy,
        newVersion,
        createdAt,
        now);
  }
}

package io.meterhouse.rating.scope;

import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * That a pricing model is for somebody.
 *
 * @param member whom, where the type has members: for metered usage its subject
 * @param deploymentType only on an installation that is run so; null: on any
 * @param isOverride whether it goes before other scopes of the same place
 * @param parentId a less specific scope whose prices its member has too
 */
public record PricingScope(
    UUID id,
    UUID modelId,
    ScopeType type,
    @Nullable String member,
    @Nullable DeploymentType deploymentType,
    boolean isOverride,
    @Nullable UUID parentId,
    EffectiveTime time) {

  /** Checks that it names a member exactly where its type has some. */
  public PricingScope {
    if (type.hasMembers() != (member != null)) {
      throw new IllegalArgumentException(
          "member of a %s scope: %s (expected: %s)"
              .formatted(type.wireName(), member, type.hasMembers() ? "one" : "none"));
    }
  }

  /** The same scope, in force at another time. */
  public PricingScope during(EffectiveTime other) {
    return new PricingScope(id, modelId, type, member, deploymentType, isOverride, parentId, other);
  }
}

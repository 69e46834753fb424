package io.meterhouse.ratingengine.pricing;

import io.meterhouse.rating.scope.DeploymentType;
import io.meterhouse.rating.scope.ScopeType;
import org.jspecify.annotations.Nullable;

/**
 * Whom a scope is for.
 *
 * @param id null where the type has no members
 * @param deploymentType which kind of deployment alone; null: any
 */
public record ScopeTarget(
    ScopeType type, @Nullable String id, @Nullable DeploymentType deploymentType) {}

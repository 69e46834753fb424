package io.meterhouse.ratingengine.pricing;

import io.meterhouse.rating.scope.ScopeType;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Which scopes to list; null: whatever it is. */
public record ScopeFilter(
    @Nullable ScopeType type, @Nullable UUID modelId, @Nullable Boolean active) {}

package io.meterhouse.ratingengine.cycle;

import io.meterhouse.metering.TenantId;
import io.meterhouse.rating.cycle.CycleStatus;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Which cycles of a tenant are wanted; null takes all.
 *
 * @param from that begin then or later
 * @param to that end then or earlier
 * @param after that come after the cycle of that id in the list
 */
public record CycleFilter(
    TenantId tenant,
    @Nullable String scopeId,
    @Nullable String scopeType,
    @Nullable CycleStatus status,
    @Nullable Instant from,
    @Nullable Instant to,
    @Nullable UUID after,
    int limit) {}

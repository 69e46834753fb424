package io.meterhouse.ratingengine.continuous;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * How far rating again has come that somebody asked for, or a change made necessary.
 *
 * @param subject whose usage alone; null: everybody's
 * @param startedAt null: it waits
 * @param finishedAt null: it is not done
 * @param itemsRated looked at so far
 * @param itemsChanged of those
 */
public record ReRating(
    long id,
    String meter,
    @Nullable String subject,
    String reason,
    Instant requestedAt,
    @Nullable Instant startedAt,
    @Nullable Instant finishedAt,
    long itemsRated,
    long itemsChanged) {}

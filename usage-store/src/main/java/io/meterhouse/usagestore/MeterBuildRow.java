package io.meterhouse.usagestore;

import io.meterhouse.metering.TenantId;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * How far one partition of usage.unique is with counting, for a new version of a meter, the events
 * that were there before it.
 *
 * @param tenant null: the meter is the platform's
 * @param cut offset from which on the version counts by itself
 * @param events of so many
 * @param folded so many are counted
 * @param misfits and so many of those could not be read by the meter
 * @param done whether what was counted is in the store
 * @param updatedAt whole milliseconds; of several rows the latest holds
 */
public record MeterBuildRow(
    @Nullable TenantId tenant,
    String meter,
    int version,
    int partition,
    long cut,
    long events,
    long folded,
    long misfits,
    boolean done,
    Instant updatedAt) {}

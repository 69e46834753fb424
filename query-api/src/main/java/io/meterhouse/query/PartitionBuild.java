package io.meterhouse.query;

import java.time.Instant;

/**
 * How far one partition of usage.unique is with a version of a meter; the counts are as in {@link
 * BuildProgress}.
 *
 * @param updatedAt when it last told
 */
public record PartitionBuild(
    int partition, long events, long folded, long misfits, boolean done, Instant updatedAt) {}

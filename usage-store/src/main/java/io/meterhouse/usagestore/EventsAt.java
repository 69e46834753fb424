package io.meterhouse.usagestore;

import java.time.Instant;

/**
 * How many events of one tenant and shard happened in an hour (of snapshots: are of a usage day).
 *
 * @param events never too few
 */
public record EventsAt(String tenantId, int shard, Instant start, long events) {}

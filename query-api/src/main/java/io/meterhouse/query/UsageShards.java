package io.meterhouse.query;

import io.meterhouse.metering.TenantId;
import java.time.Instant;

/**
 * In how many shards usage of a tenant and type is counted.
 *
 * @param type of the events; of snapshots {@code usage.snapshot}
 * @param changedAt when that number was asked for
 */
public record UsageShards(TenantId tenant, String type, int shards, Instant changedAt) {}

package io.meterhouse.usagestore;

import java.time.Instant;

/**
 * A row of the ledger, and how much of what it counts is stored.
 *
 * @param tenantId empty: records that name no tenant
 * @param minute of acceptance
 * @param partition of usage.accepted
 * @param counted by the ledger
 */
public record CountDifference(
    String tenantId, Instant minute, int partition, long counted, long stored) {}

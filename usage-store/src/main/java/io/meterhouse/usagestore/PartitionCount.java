package io.meterhouse.usagestore;

/**
 * One partition of usage.accepted over a stretch of time.
 *
 * @param counted records that the ledger counts in it
 * @param offsets that the partition gave out meanwhile: no record was lost where these are as many
 */
public record PartitionCount(int partition, long counted, long offsets) {}

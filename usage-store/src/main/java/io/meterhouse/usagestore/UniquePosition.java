package io.meterhouse.usagestore;

/** Where a record stands in usage.unique: what the versions of windows are made of. */
public record UniquePosition(int partition, long offset) {}

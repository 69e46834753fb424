package io.meterhouse.usagestore;

import java.time.Instant;

/**
 * An hour of event time (of snapshots: a usage day) with events that were accepted in the slice.
 */
public record TouchedEvents(String tenantId, String type, Instant start, long events) {}

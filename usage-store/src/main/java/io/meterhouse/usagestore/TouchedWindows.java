package io.meterhouse.usagestore;

import java.time.Instant;

/** An hour with stored windows whose latest event was accepted in the slice. */
public record TouchedWindows(
    String tenantId, String meter, int meterVersion, Instant start, long windows) {}

package io.meterhouse.usagestore;

import java.time.Instant;

/**
 * Usage of a subject in a UTC month with windows whose latest event was accepted in a slice.
 *
 * @param firstWindow where the first of these windows begins
 * @param lastWindow where the last one does
 */
public record TouchedUsage(
    String tenantId,
    String meter,
    int meterVersion,
    String subject,
    Instant firstWindow,
    Instant lastWindow) {}

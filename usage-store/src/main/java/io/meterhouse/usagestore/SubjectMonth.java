package io.meterhouse.usagestore;

import java.time.Instant;

/**
 * A subject that has usage in a month.
 *
 * @param subject empty: usage that names none
 * @param monthStart first instant of the month in the zone asked for
 */
public record SubjectMonth(String subject, Instant monthStart) {}

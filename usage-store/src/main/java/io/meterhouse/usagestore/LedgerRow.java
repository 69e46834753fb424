package io.meterhouse.usagestore;

import java.time.Instant;

/**
 * What became of the records of one tenant that one partition of usage.accepted took in one minute;
 * {@code accepted = unique + duplicates + rejected}.
 *
 * @param tenantId empty: records that could not be decoded and name no tenant
 * @param acceptedMinute start of the minute
 * @param missing records that expired before they were read, in none of the other counts; only
 *     where nobody's
 * @param version the row with the highest holds
 */
public record LedgerRow(
    String tenantId,
    Instant acceptedMinute,
    int partition,
    long accepted,
    long unique,
    long duplicates,
    long rejected,
    long missing,
    long version) {}

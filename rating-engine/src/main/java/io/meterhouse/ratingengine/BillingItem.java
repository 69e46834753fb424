package io.meterhouse.ratingengine;

import io.meterhouse.rating.RatedLine;
import java.time.Instant;
import java.util.UUID;

/**
 * What a billing cycle charges for the usage of one meter.
 *
 * @param version counts the changes of the item, from 1
 */
public record BillingItem(
    UUID id,
    UUID cycleId,
    UsageKey usage,
    UUID modelId,
    int modelVersion,
    RatedLine line,
    long version,
    Instant createdAt,
    Instant changedAt) {

  /** Item type of metered usage. */
  public static final String USAGE = "usage";
}

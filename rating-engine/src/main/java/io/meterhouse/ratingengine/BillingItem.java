package io.meterhouse.ratingengine;

import io.meterhouse.rating.RatedLine;
import io.meterhouse.rating.inforce.CycleRating;
import java.time.Instant;
import java.util.List;
import java.util.UUID;

/**
 * What a billing cycle charges for the usage of one meter.
 *
 * @param modelId of the last price in {@code pricing}
 * @param pricing which prices paid for which part of the cycle; empty where nothing is charged
 * @param version counts the changes of the item, from 1
 */
public record BillingItem(
    UUID id,
    UUID cycleId,
    UsageKey usage,
    UUID modelId,
    int modelVersion,
    RatedLine line,
    List<CycleRating.Paid> pricing,
    long version,
    Instant createdAt,
    Instant changedAt) {

  /** Copies. */
  public BillingItem {
    pricing = List.copyOf(pricing);
  }

  /** Item type of metered usage. */
  public static final String USAGE = "usage";
}

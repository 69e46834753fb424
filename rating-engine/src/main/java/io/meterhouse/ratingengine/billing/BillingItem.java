package io.meterhouse.ratingengine.billing;

import io.meterhouse.rating.RatedLine;
import io.meterhouse.rating.inforce.CycleRating;
import io.meterhouse.ratingengine.cycle.BillingScope;
import io.meterhouse.ratingengine.usage.UsageKey;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;
import java.util.UUID;

/**
 * What a billing cycle charges for the usage of one meter, or for something else.
 *
 * @param scope of the cycle
 * @param usage of whom, and of which meter; the meter is empty in an item that somebody entered
 * @param modelId of the last price in {@code pricing}
 * @param pricing which prices paid for which part of the cycle; empty where it is of no usage, or
 *     nothing is charged
 * @param version counts the changes of the item, from 1
 */
public record BillingItem(
    UUID id,
    UUID cycleId,
    BillingScope scope,
    UsageKey usage,
    ItemKind kind,
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

  /** The same item at another price or of another quantity; its version stays. */
  public BillingItem rated(CycleRating.Priced priced) {
    return rated(
        priced.line(), priced.last().modelId(), priced.last().modelVersion(), priced.parts());
  }

  /** The same item with nothing to pay for that quantity. */
  BillingItem withdrawn(BigDecimal quantity) {
    return rated(RatedLine.unpriced(quantity, line.currency()), modelId, modelVersion, List.of());
  }

  private BillingItem rated(
      RatedLine next, UUID model, int versionOfModel, List<CycleRating.Paid> paid) {
    return new BillingItem(
        id,
        cycleId,
        scope,
        usage,
        kind,
        model,
        versionOfModel,
        next,
        paid,
        version,
        createdAt,
        changedAt);
  }

  /** The same item in that version, changed now. */
  public BillingItem asVersion(long next, Instant now) {
    return new BillingItem(
        id,
        cycleId,
        scope,
        usage,
        kind,
        modelId,
        modelVersion,
        line,
        pricing,
        next,
        createdAt,
        now);
  }
}

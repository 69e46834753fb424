package io.meterhouse.ratingengine;

import io.meterhouse.rating.RatedLine;
import java.time.Instant;
import java.util.UUID;

/**
 * What a billing cycle charges for the usage of one meter, or for something else.
 *
 * @param scope of the cycle
 * @param usage of whom, and of which meter; the meter is empty in an item that somebody entered
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
    long version,
    Instant createdAt,
    Instant changedAt) {

  /** The same item at another price or of another quantity; its version stays. */
  BillingItem rated(UUID model, int versionOfModel, RatedLine next) {
    return new BillingItem(
        id,
        cycleId,
        scope,
        usage,
        kind,
        model,
        versionOfModel,
        next,
        version,
        createdAt,
        changedAt);
  }

  /** The same item in that version, changed now. */
  BillingItem asVersion(long next, Instant now) {
    return new BillingItem(
        id, cycleId, scope, usage, kind, modelId, modelVersion, line, next, createdAt, now);
  }
}

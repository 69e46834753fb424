package io.meterhouse.ratingengine.history;

import io.meterhouse.ratingengine.history.AuditedEntry.Standing;
import java.util.Objects;
import java.util.UUID;

/**
 * How a change is taken back, or why it cannot be. To take back is to make another change; nothing
 * that was written goes away.
 */
public sealed interface Reversal {

  /** Takes a pricing model out of force. */
  record DeactivateModel(UUID id) implements Reversal {}

  /** Makes the contents of an earlier version of a pricing model its newest. */
  record RestoreModel(UUID id, int version) implements Reversal {}

  /** Takes a rule out of force. */
  record DeactivateRule(UUID modelId, UUID id) implements Reversal {}

  /** Ends a scope. */
  record DeactivateScope(UUID id) implements Reversal {}

  /** Ends an override. */
  record DeactivateOverride(UUID id) implements Reversal {}

  /**
   * Nobody can take it back.
   *
   * @param why for people; with what to do instead, where there is something
   */
  record Refused(String why) implements Reversal {}

  /** Decides about one entry. */
  static Reversal of(AuditedEntry entry) {
    UUID reversedBy = entry.standing().reversedBy();
    if (reversedBy != null) {
      return new Refused("reversed already, by entry " + reversedBy);
    }
    return switch (entry.type()) {
      case PRICING_MODEL -> ofModel(entry);
      case PRICING_RULE, PRICING_SCOPE -> ofAssignment(entry);
      case PRICING_OVERRIDE -> ofOverride(entry);
      case BILLING_CYCLE ->
          new Refused(
              "a billing cycle that is closed never changes; differences become adjustment items of"
                  + " a later one");
      case BILLING_ITEM ->
          new Refused(
              "billing items follow usage and prices; what a closed cycle lacks becomes an adjustment"
                  + " item of a later one");
    };
  }

  private static Reversal ofModel(AuditedEntry entry) {
    return switch (entry.action()) {
      case CREATE -> unlessChangedSince(entry, new DeactivateModel(id(entry)));
      case UPDATE, DEACTIVATE -> {
        Integer version = entry.standing().versionBefore();
        yield entry.standing().changedSomething() && version != null
            ? unlessChangedSince(entry, new RestoreModel(id(entry), version))
            : new Refused("nothing was changed: it was so already");
      }
      case REVOKE, VOID -> neverOf(entry);
    };
  }

  private static Reversal ofAssignment(AuditedEntry entry) {
    return switch (entry.action()) {
      case CREATE -> unlessEnded(entry, ended(entry));
      case DEACTIVATE -> endedForGood(entry);
      case UPDATE, REVOKE, VOID -> neverOf(entry);
    };
  }

  private static Reversal ofOverride(AuditedEntry entry) {
    return switch (entry.action()) {
      // An update is its approval.
      case CREATE, UPDATE -> unlessEnded(entry, new DeactivateOverride(id(entry)));
      case DEACTIVATE -> endedForGood(entry);
      case REVOKE, VOID -> neverOf(entry);
    };
  }

  private static Reversal ended(AuditedEntry entry) {
    UUID model = entry.standing().modelId();
    return entry.type() == AuditedType.PRICING_SCOPE
        ? new DeactivateScope(id(entry))
        : new DeactivateRule(Objects.requireNonNull(model), id(entry));
  }

  private static Reversal unlessChangedSince(AuditedEntry entry, Reversal reversal) {
    Standing standing = entry.standing();
    return standing.asLeft()
        ? reversal
        : new Refused(
            "%s %s was changed since (expected: entry %s reversed first)"
                .formatted(entry.type().words(), entry.entityId(), standing.newest()));
  }

  private static Reversal unlessEnded(AuditedEntry entry, Reversal reversal) {
    Standing standing = entry.standing();
    return standing.asLeft()
        ? reversal
        : new Refused(
            "%s %s is inactive already, by entry %s"
                .formatted(entry.type().words(), entry.entityId(), standing.newest()));
  }

  private static Reversal endedForGood(AuditedEntry entry) {
    return new Refused(
        "a %s that was deactivated stays so (expected: create another)"
            .formatted(entry.type().words()));
  }

  private static Reversal neverOf(AuditedEntry entry) {
    return new Refused(
        "%s of a %s cannot be taken back"
            .formatted(entry.action().wireName(), entry.type().words()));
  }

  private static UUID id(AuditedEntry entry) {
    return UUID.fromString(entry.entityId());
  }
}

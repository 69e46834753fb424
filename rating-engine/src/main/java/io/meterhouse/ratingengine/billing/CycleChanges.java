package io.meterhouse.ratingengine.billing;

import io.meterhouse.kit.http.error.ApiException;
import io.meterhouse.rating.cycle.CycleStatus;
import io.meterhouse.ratingengine.cycle.BillingCycle;
import io.meterhouse.ratingengine.cycle.BillingScope;
import java.time.Duration;
import java.time.Instant;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Decides whether somebody can do with a cycle what he asks for: pure. */
public final class CycleChanges {

  /** The watermark passes an end within moments, or a stage stands still. */
  private static final Duration RETRY_AFTER = Duration.ofSeconds(5);

  private CycleChanges() {}

  /**
   * Returns where the cycle can be closed now. Before its end is early, and allowed: usage that
   * comes later is adjusted. From its end on, all its usage has to be there.
   *
   * @param watermark usage accepted before it is there; null: nobody can say
   * @throws ApiException 409 where it is not active or has not begun, 503 where usage is on its way
   */
  static void requireClosable(BillingCycle cycle, @Nullable Instant watermark, Instant now) {
    requireNext(cycle, CycleStatus.CLOSED);
    Instant start = cycle.key().period().start();
    Instant end = cycle.key().period().end();
    if (now.isBefore(start)) {
      throw ApiException.failedPrecondition(
          "billing cycle %s begins at %s (expected: one that has begun; cancel it instead)"
              .formatted(cycle.id(), start));
    }
    if (!now.isBefore(end) && (watermark == null || watermark.isBefore(end))) {
      throw ApiException.unavailable(
          "billing cycle %s ended at %s, and usage is there up to %s (expected: up to its end); nothing was done"
              .formatted(cycle.id(), end, watermark == null ? "no time yet" : watermark),
          RETRY_AFTER);
    }
  }

  /**
   * Returns where the cycle may become that.
   *
   * @throws ApiException 409 saying what it may become
   */
  static void requireNext(BillingCycle cycle, CycleStatus next) {
    if (cycle.status().next().contains(next)) {
      return;
    }
    String allowed =
        cycle.status().next().stream()
            .map(CycleStatus::wireName)
            .collect(Collectors.joining(" or "));
    throw ApiException.failedPrecondition(
        "billing cycle %s is %s and cannot become %s (expected: %s)"
            .formatted(
                cycle.id(),
                cycle.status().wireName(),
                next.wireName(),
                allowed.isEmpty() ? "no other status" : allowed));
  }

  /**
   * The cycle in its next status, which is none that fixes figures.
   *
   * @throws ApiException 409 saying what it may become
   */
  public static BillingCycle changed(BillingCycle cycle, CycleStatus next, Instant now) {
    requireNext(cycle, next);
    return cycle.in(next, now);
  }

  /**
   * Returns where the item can be entered into the cycle.
   *
   * @param manualItems that were entered into it before
   * @throws ApiException 400 for another scope than the cycle's, 409 where it takes no items
   */
  public static void requireTaking(BillingCycle cycle, ManualItem item, int manualItems) {
    BillingScope own = cycle.key().scope();
    if (!item.scope().equals(own)) {
      boolean isOtherType = !item.scope().type().equals(own.type());
      throw ApiException.invalidField(
          isOtherType ? "scopeType" : "scopeId",
          "%s %s (expected: %s %s, the scope of billing cycle %s)"
              .formatted(item.scope().type(), item.scope().id(), own.type(), own.id(), cycle.id()));
    }
    if (!cycle.isActive()) {
      throw ApiException.failedPrecondition(
          "billing cycle %s is %s (expected: an active one, which takes items)"
              .formatted(cycle.id(), cycle.status().wireName()));
    }
    if (manualItems >= BillingCycles.MAX_MANUAL_ITEMS) {
      throw ApiException.failedPrecondition(
          "billing cycle %s has %d items that were entered by hand (expected: fewer than %d)"
              .formatted(cycle.id(), manualItems, BillingCycles.MAX_MANUAL_ITEMS));
    }
  }

  /** 409: an item can be priced by an active model alone. */
  public static ApiException inactiveModel(UUID model) {
    return ApiException.failedPrecondition(
        "pricing model %s is not active (expected: an active one)".formatted(model));
  }
}

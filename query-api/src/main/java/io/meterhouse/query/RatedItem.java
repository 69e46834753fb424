package io.meterhouse.query;

import io.meterhouse.metering.TenantId;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * One billing item in the version that a transaction left it in.
 *
 * @param position where it stands in the order of changes
 * @param meter null in an item that somebody entered
 * @param breakdown JSON array, as the rating wrote it
 */
public record RatedItem(
    Position position,
    TenantId tenant,
    Scope scope,
    UUID billingCycleId,
    Kind kind,
    @Nullable String meter,
    UUID pricingModelId,
    int pricingModelVersion,
    Amounts amounts,
    String breakdown,
    long version,
    Instant createdAt,
    Instant changedAt) {

  /** Whom the item is for. */
  public record Scope(String type, String id) {}

  /**
   * What the item is for.
   *
   * @param name usage, manual or adjustment
   * @param adjustsItem null where the closed cycle had no item for the meter
   * @param adjustsCycle the closed cycle of an adjustment
   */
  public record Kind(
      String name,
      String itemType,
      @Nullable String description,
      @Nullable UUID adjustsItem,
      @Nullable UUID adjustsCycle) {}

  /** What was rated, at what price, to what amount. */
  public record Amounts(
      BigDecimal quantity,
      BigDecimal unitPrice,
      BigDecimal preciseAmount,
      BigDecimal totalAmount,
      String currency) {}

  /**
   * A place in the order of changes.
   *
   * @param changedIn the transaction that changed the item last, as PostgreSQL numbers them
   */
  public record Position(long changedIn, UUID id) {

    /** Before every change. */
    public static final Position START = new Position(0, new UUID(0, 0));
  }
}

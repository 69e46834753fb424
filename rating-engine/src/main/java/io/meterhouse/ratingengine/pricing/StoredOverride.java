package io.meterhouse.ratingengine.pricing;

import io.meterhouse.kit.http.error.ApiError;
import io.meterhouse.kit.http.error.ApiException;
import io.meterhouse.metering.TenantId;
import io.meterhouse.rating.inforce.PriceBook;
import io.meterhouse.rating.rule.ModelOverride;
import io.meterhouse.rating.scope.EffectiveTime;
import io.meterhouse.rating.scope.ScopeType;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * An override of a pricing model for somebody.
 *
 * @param scopeId null for {@code global}; of {@code deployment} the kind of deployment
 * @param approved null: nobody has
 * @param deactivated null: nobody has
 */
public record StoredOverride(
    TenantId tenant,
    UUID modelId,
    ScopeType scopeType,
    @Nullable String scopeId,
    ModelOverride override,
    EffectivePeriod effective,
    Signature created,
    @Nullable Signature approved,
    @Nullable Signature deactivated) {

  /** Names it. */
  public UUID id() {
    return override.id();
  }

  /**
   * What it does to prices, and when.
   *
   * @throws IllegalStateException where nobody has approved it
   */
  public PriceBook.TimedOverride timed() {
    Signature approval = approved;
    if (approval == null) {
      throw new IllegalStateException("override %s: pending (expected: approved)".formatted(id()));
    }
    return new PriceBook.TimedOverride(
        modelId,
        scopeType,
        scopeId,
        override,
        new EffectiveTime(
            effective.from(),
            effective.to(),
            approval.at(),
            deactivated == null ? null : deactivated.at()));
  }

  /** Where it stands. */
  public OverrideStatus status() {
    if (deactivated != null) {
      return OverrideStatus.INACTIVE;
    }
    return approved == null ? OverrideStatus.PENDING : OverrideStatus.ACTIVE;
  }

  /** The same, made at another time. */
  public StoredOverride createdAt(Instant now) {
    return signed(created.at(now), approved, deactivated);
  }

  /**
   * The same, approved.
   *
   * @throws ApiException 409 where it is not pending or would be over at once, 403 where its author
   *     approves
   */
  public StoredOverride approvedBy(Signature approval) {
    require(OverrideStatus.PENDING, status() == OverrideStatus.PENDING);
    if (approval.actor().id().equals(created.actor().id())) {
      throw new ApiException(
          ApiError.PERMISSION_DENIED,
          "override %s was made by %s (expected: another person to approve it)"
              .formatted(id(), created.actor().id()),
          List.of());
    }
    if (effective.isEmpty(approval.at())) {
      throw ApiException.failedPrecondition(
          "override %s was to end at %s (expected: an end after its approval)"
              .formatted(id(), effective.to()));
    }
    return signed(created, approval, null);
  }

  /**
   * The same, without effect.
   *
   * @throws ApiException 409 where it is inactive already
   */
  public StoredOverride deactivatedBy(Signature deactivation) {
    require("pending or active", status() != OverrideStatus.INACTIVE);
    return signed(created, approved, deactivation);
  }

  private StoredOverride signed(
      Signature creation, @Nullable Signature approval, @Nullable Signature deactivation) {
    return new StoredOverride(
        tenant, modelId, scopeType, scopeId, override, effective, creation, approval, deactivation);
  }

  private void require(OverrideStatus expected, boolean holds) {
    require(expected.wireName(), holds);
  }

  private void require(String expected, boolean holds) {
    if (!holds) {
      throw ApiException.failedPrecondition(
          "override %s is %s (expected: %s)".formatted(id(), status().wireName(), expected));
    }
  }
}

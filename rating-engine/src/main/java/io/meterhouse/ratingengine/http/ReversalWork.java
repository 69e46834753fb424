package io.meterhouse.ratingengine.http;

import io.meterhouse.kit.change.AuditAction;
import io.meterhouse.kit.http.error.ApiException;
import io.meterhouse.metering.TenantId;
import io.meterhouse.ratingengine.history.AuditedEntry;
import io.meterhouse.ratingengine.history.AuditedType;
import io.meterhouse.ratingengine.history.Reversal;
import io.meterhouse.ratingengine.pricing.Changed;
import io.meterhouse.ratingengine.pricing.ModelChange;
import io.meterhouse.ratingengine.pricing.PricingModels;
import io.meterhouse.ratingengine.pricing.PricingOverrides;
import io.meterhouse.ratingengine.pricing.PricingRules;
import io.meterhouse.ratingengine.pricing.PricingScopes;
import io.meterhouse.ratingengine.pricing.RecordedVersion;
import io.meterhouse.ratingengine.pricing.Signature;
import io.meterhouse.ratingengine.pricing.StoredModel;
import io.meterhouse.ratingengine.pricing.StoredOverride;
import java.time.Instant;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Takes changes back, as whoever makes such a change: what is touched is rated again. */
public record ReversalWork(
    PricingModels models, PricingRules rules, PricingScopes scopes, PricingOverrides overrides) {

  /**
   * A change that was made.
   *
   * @param versionBefore of a pricing model, the version that it replaced
   */
  record Done(
      AuditAction action,
      AuditedType type,
      UUID id,
      Object before,
      Object after,
      @Nullable Integer versionBefore) {}

  /**
   * Takes the entry back.
   *
   * @throws ApiException 409 where it cannot be; what the ports throw
   */
  Done of(AuditedEntry entry, Signature by) {
    TenantId tenant = entry.tenant();
    return switch (Reversal.of(entry)) {
      case Reversal.DeactivateModel(UUID id) ->
          model(tenant, id, AuditAction.DEACTIVATE, present -> ModelChange.DEACTIVATION, by);
      case Reversal.RestoreModel(UUID id, int version) -> {
        RecordedVersion restored = version(tenant, id, version);
        yield model(
            tenant, id, AuditAction.UPDATE, present -> restoring(restored, present, by), by);
      }
      case Reversal.DeactivateRule(UUID modelId, UUID id) ->
          deactivated(
              AuditedType.PRICING_RULE,
              id,
              views(rules.deactivate(tenant, modelId, id, by.at()), RuleView::of));
      case Reversal.DeactivateScope(UUID id) ->
          deactivated(
              AuditedType.PRICING_SCOPE,
              id,
              views(scopes.deactivate(tenant, id, by.at()), ScopeView::of));
      case Reversal.DeactivateOverride(UUID id) ->
          deactivated(
              AuditedType.PRICING_OVERRIDE,
              id,
              views(
                  overrides.update(tenant, id, by, StoredOverride::deactivatedBy),
                  OverrideView::of));
      case Reversal.Refused(String why) ->
          throw ApiException.failedPrecondition("audit entry %s: %s".formatted(entry.id(), why));
    };
  }

  /** What was restored would be in force at once, and with it a price that is yet to come. */
  private static ModelChange restoring(RecordedVersion version, StoredModel present, Signature by) {
    Instant from = version.effectiveFrom();
    if (from != null && from.isAfter(by.at()) && !version.hasPriceOf(present)) {
      throw ApiException.failedPrecondition(
          ("version %d of pricing model %s, to which this goes back, is in force from %s only"
                  + " (expected: one that is in force; update the model with that effectiveFrom)")
              .formatted(version.version(), present.id(), from));
    }
    return ModelChange.restoring(version);
  }

  private Done model(
      TenantId tenant,
      UUID id,
      AuditAction action,
      Function<StoredModel, ModelChange> change,
      Signature by) {
    AtomicReference<@Nullable StoredModel> before = new AtomicReference<>();
    StoredModel after =
        models.update(
            tenant,
            id,
            by.actor(),
            by.at(),
            locked -> {
              before.set(locked);
              return change.apply(locked);
            });
    StoredModel replaced = Objects.requireNonNull(before.get());
    return new Done(
        action,
        AuditedType.PRICING_MODEL,
        id,
        ModelView.of(replaced),
        ModelView.of(after),
        replaced.version());
  }

  private RecordedVersion version(TenantId tenant, UUID id, int version) {
    return models.versions(tenant, id).stream()
        .filter(candidate -> candidate.version() == version)
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalStateException(
                    "pricing model %s has no version %d, which its audit entry names"
                        .formatted(id, version)));
  }

  private static <T> Changed<Object> views(Changed<T> changed, Function<T, Object> view) {
    return new Changed<>(view.apply(changed.before()), view.apply(changed.after()));
  }

  private static Done deactivated(AuditedType type, UUID id, Changed<Object> changed) {
    return new Done(AuditAction.DEACTIVATE, type, id, changed.before(), changed.after(), null);
  }
}

package io.meterhouse.ratingengine.postgres;

import io.meterhouse.kit.http.error.ApiException;
import io.meterhouse.kit.http.error.Detail;
import io.meterhouse.metering.TenantId;
import io.meterhouse.rating.scope.ScopeType;
import io.meterhouse.ratingengine.pricing.PricingScopes;
import io.meterhouse.ratingengine.pricing.StoredModel;
import io.meterhouse.ratingengine.pricing.StoredScope;
import java.util.UUID;
import org.jdbi.v3.core.Handle;

/** What only the database can say about a scope that is written. */
final class ScopeChecks {

  /** Active scopes that a tenant may have. */
  static final int MAX_SCOPES = 10_000;

  /** Scopes from one to the top of those that it belongs to, itself included. */
  static final int MAX_DEPTH = 10;

  private ScopeChecks() {}

  static void requireActive(StoredModel model) {
    if (!model.active()) {
      throw refused(
          "pricingModelId",
          "pricing model %s is not active (expected: an active one)".formatted(model.id()));
    }
  }

  static void requireRoom(Handle handle, TenantId tenant) {
    int count = ScopeRows.countActive(handle, tenant);
    if (count >= MAX_SCOPES) {
      throw ApiException.failedPrecondition(
          "%s has %d active pricing scopes (expected: fewer than %d); delete one first"
              .formatted(tenant, count, MAX_SCOPES));
    }
  }

  static void requireParent(Handle handle, StoredScope scope) {
    UUID id = scope.parentId();
    if (id == null) {
      return;
    }
    StoredScope parent =
        ScopeRows.find(handle, scope.tenant(), id)
            .orElseThrow(() -> PricingScopes.noSuchScope(scope.tenant(), id));
    if (!parent.lifespan().isActive()) {
      throw refused(
          "parentScopeId", "scope %s is not active (expected: an active one)".formatted(id));
    }
    ScopeType type = scope.target().type();
    ScopeType above = parent.target().type();
    if (above.specificity() >= type.specificity()) {
      throw ApiException.invalidField(
          "parentScopeId",
          "a scope of type %s (expected: of a type that is less specific than %s)"
              .formatted(above.wireName(), type.wireName()));
    }
    int depth = ScopeMembers.depth(handle, id) + 1;
    if (depth > MAX_DEPTH) {
      throw ApiException.invalidField(
          "parentScopeId",
          "%d scopes within one another (expected: at most %d)".formatted(depth, MAX_DEPTH));
    }
  }

  /** Nothing would say which of two scopes for the same prices a meter; of one that is written. */
  static void requireFree(Handle handle, StoredScope scope) {
    ScopeRows.conflictOf(handle, scope.id())
        .ifPresent(
            conflict -> {
              throw refused(
                  "pricingModelId", words(conflict) + "; delete it or choose other times");
            });
  }

  /** The same of every scope of a model that is written: it may price another meter now. */
  static void requireFree(Handle handle, StoredModel model) {
    ScopeRows.conflictOf(handle, model.id())
        .ifPresent(
            conflict -> {
              throw refused(
                  "config.usageMetric",
                  words(conflict)
                      + "; delete it or scope %s of this model first".formatted(conflict.scope()));
            });
  }

  private static String words(ScopeRows.Conflict conflict) {
    return ("scope %s prices '%s' for the same with pricing model %s already (expected: none at the"
            + " same time)")
        .formatted(conflict.other(), conflict.meter(), conflict.otherModel());
  }

  private static ApiException refused(String field, String reason) {
    return ApiException.failedPrecondition(field + ": " + reason, new Detail(field, reason));
  }
}

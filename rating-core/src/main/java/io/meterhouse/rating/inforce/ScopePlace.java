package io.meterhouse.rating.inforce;

import io.meterhouse.rating.scope.PricingScope;
import io.meterhouse.rating.scope.ScopeType;
import org.jspecify.annotations.Nullable;

/** A member of a type of scopes, such as client 7. */
record ScopePlace(ScopeType type, @Nullable String member) {

  static ScopePlace of(PricingScope scope) {
    return new ScopePlace(scope.type(), scope.member());
  }

  static ScopePlace of(PriceBook.TimedOverride override) {
    return new ScopePlace(override.type(), override.member());
  }
}

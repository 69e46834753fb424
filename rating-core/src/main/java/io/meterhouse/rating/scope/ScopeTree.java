package io.meterhouse.rating.scope;

import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Which of some scopes are a customer's: those that name it, and the parents of those. */
public final class ScopeTree {

  /** A guard against a parent that is its own child; deeper trees are refused when written. */
  static final int MAX_DEPTH = 100;

  private final Map<UUID, PricingScope> byId = new HashMap<>();

  /** Of these scopes; a parent that is not among them is none. */
  public ScopeTree(Collection<PricingScope> scopes) {
    scopes.forEach(scope -> byId.put(scope.id(), scope));
  }

  /** The customer's scopes, and how many steps up each is: 0 where it names the customer. */
  public Map<PricingScope, Integer> of(Customer customer) {
    Map<PricingScope, Integer> found = new LinkedHashMap<>();
    for (PricingScope scope : byId.values()) {
      if (customer.is(scope.type(), scope.member())) {
        climb(scope, customer, found);
      }
    }
    return found;
  }

  /** What is for another deployment is no way up either. */
  private void climb(PricingScope from, Customer customer, Map<PricingScope, Integer> found) {
    @Nullable PricingScope scope = from;
    for (int steps = 0;
        scope != null && customer.runsOn(scope.deploymentType()) && steps < MAX_DEPTH;
        steps++) {
      found.merge(scope, steps, Math::min);
      scope = scope.parentId() == null ? null : byId.get(scope.parentId());
    }
  }
}

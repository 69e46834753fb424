package io.meterhouse.query;

import io.meterhouse.kit.access.Caller;
import io.meterhouse.kit.access.Scope;
import io.meterhouse.kit.http.JsonBody;
import io.meterhouse.kit.http.error.ApiError;
import io.meterhouse.kit.http.error.ApiException;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * What a caller gives to a key or a client that it makes: nothing that it does not have.
 *
 * @param actsForUsers whether it may name the user that it acts for
 */
record ScopeGrant(Set<Scope> scopes, boolean actsForUsers) {

  ScopeGrant {
    scopes = Set.copyOf(scopes);
  }

  /** Reads {@code scopes} and {@code acts_for_users}; notes problems in the body. */
  static ScopeGrant read(JsonBody body) {
    return new ScopeGrant(scopes(body), body.flag("acts_for_users", false));
  }

  /**
   * Returns where the caller has all of it.
   *
   * @throws ApiException 403 where not
   */
  void refuseMoreThan(Caller caller) {
    String missing =
        scopes.stream()
            .filter(scope -> !caller.scopes().contains(scope))
            .map(Scope::wireName)
            .sorted()
            .collect(Collectors.joining(", "));
    if (!missing.isEmpty()) {
      throw refused(missing);
    }
    if (actsForUsers && !caller.actsForUsers()) {
      throw refused("the right to act for users");
    }
  }

  private static Set<Scope> scopes(JsonBody body) {
    List<String> names = body.texts("scopes");
    if (names.isEmpty()) {
      body.problem("scopes", "none (expected: one or more of " + Scope.names() + ")");
    }
    Set<Scope> scopes = EnumSet.noneOf(Scope.class);
    for (int i = 0; i < names.size(); i++) {
      Scope scope = Scope.ofWireName(names.get(i)).orElse(null);
      if (scope == null) {
        body.problem(
            "scopes[" + i + "]",
            Texts.shorten(names.get(i)) + " (expected: one of " + Scope.names() + ")");
      } else {
        scopes.add(scope);
      }
    }
    return scopes;
  }

  private static ApiException refused(String missing) {
    return new ApiException(
        ApiError.PERMISSION_DENIED,
        "a token cannot give what it does not have: " + missing,
        List.of());
  }
}

package io.meterhouse.testing;

import io.meterhouse.kit.access.Authenticator;
import io.meterhouse.kit.access.Caller;
import io.meterhouse.kit.access.Scope;
import io.meterhouse.metering.TenantId;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;

/**
 * Tokens that say themselves what they give: {@code platform}, {@code tenant/TEN-1}, and either of
 * them with a scope behind it, {@code platform/usage:read}, for that scope alone. The platform's
 * may act for users.
 */
public final class TestTokens implements Authenticator {

  /** Every scope, every tenant. */
  public static final String PLATFORM = "platform";

  /** Every scope, that tenant. */
  public static String ofTenant(String tenant) {
    return "tenant/" + tenant;
  }

  @Override
  public Optional<Caller> authenticate(String bearerToken) {
    String[] parts = bearerToken.split("/", -1);
    boolean isTenant = parts[0].equals("tenant") && parts.length > 1;
    if (!isTenant && !parts[0].equals(PLATFORM)) {
      return Optional.empty();
    }
    int scopeAt = isTenant ? 2 : 1;
    Set<Scope> scopes =
        parts.length > scopeAt
            ? Set.of(Scope.ofWireName(parts[scopeAt]).orElseThrow())
            : EnumSet.allOf(Scope.class);
    return Optional.of(
        new Caller(bearerToken, isTenant ? TenantId.of(parts[1]) : null, scopes, !isTenant));
  }
}

package io.meterhouse.kit.http;

import io.meterhouse.kit.access.Scope;
import org.jspecify.annotations.Nullable;

/**
 * Who may use a route; every route says it where it is registered.
 *
 * @param scope what the caller's token must give; null: anybody may, without a token
 * @param platformOnly whether a token of a single tenant is not enough
 */
public record Access(@Nullable Scope scope, boolean platformOnly) {

  /** For anybody: health, and what describes the API. */
  public static final Access OPEN = new Access(null, false);

  /**
   * For tokens with that scope. A tenant's token reaches its own tenant alone: the handler reads
   * tenants through {@link QueryParams}, {@link JsonBody} or {@link TenantAccess}, which see to it.
   */
  public static Access requires(Scope scope) {
    return new Access(scope, false);
  }

  /** For tokens of the platform with that scope. */
  public static Access platform(Scope scope) {
    return new Access(scope, true);
  }
}

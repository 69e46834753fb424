package io.meterhouse.ratingengine.pricing;

import io.meterhouse.kit.http.error.ApiException;
import io.meterhouse.metering.TenantId;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** The scopes of a tenant. Every write asks for what it touches to be rated. */
public interface PricingScopes {

  /**
   * Stores a scope.
   *
   * @return the scope as it was stored; its time may be later than the one asked for
   * @throws ApiException 404 where the tenant has no such model or parent; 400 for a parent that is
   *     not less specific or has too many above it; 409 for an inactive model or parent, another
   *     scope in the way, or too many scopes
   */
  StoredScope create(StoredScope scope);

  /** The tenant's scope of that id. */
  Optional<StoredScope> find(TenantId tenant, UUID id);

  /**
   * The tenant's scopes by age, those that are inactive too; of very many these the newest.
   *
   * @throws ApiException 404 for an unknown tenant
   */
  List<StoredScope> list(TenantId tenant, ScopeFilter filter);

  /**
   * Ends a scope; one that is inactive stays as it is.
   *
   * @throws ApiException 404 where the tenant has no such scope
   */
  Changed<StoredScope> deactivate(TenantId tenant, UUID id, Instant now);

  /** 404; says no more than that, also where another tenant has it. */
  static ApiException noSuchScope(TenantId tenant, Object id) {
    return ApiException.notFound("%s has no pricing scope %s".formatted(tenant, id));
  }
}

package io.meterhouse.ratingengine.pricing;

import io.meterhouse.kit.http.error.ApiException;
import io.meterhouse.metering.TenantId;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;

/** The overrides of a tenant. Every write asks for what it touches to be rated. */
public interface PricingOverrides {

  /**
   * Stores an override.
   *
   * @return the override as it was stored; its time may be later than the one asked for
   * @throws ApiException 404 where the tenant has no such model, 409 where it has too many
   *     overrides
   */
  StoredOverride create(StoredOverride override);

  /** The tenant's override of that id. */
  Optional<StoredOverride> find(TenantId tenant, UUID id);

  /**
   * The tenant's overrides by age, those that are inactive too; of very many these the newest.
   *
   * @param modelId null: of any model
   * @param active whether their status is active; null: any status
   * @throws ApiException 404 for an unknown tenant
   */
  List<StoredOverride> list(TenantId tenant, @Nullable UUID modelId, @Nullable Boolean active);

  /**
   * Moves an override on.
   *
   * @param by who asks, and when; what is written may have a later time
   * @param change decides from the override as it is, which nobody else changes meanwhile, and who
   *     changes it when
   * @throws ApiException 404 where the tenant has no such override; what {@code change} throws
   */
  Changed<StoredOverride> update(
      TenantId tenant,
      UUID id,
      Signature by,
      BiFunction<StoredOverride, Signature, StoredOverride> change);

  /** 404; says no more than that, also where another tenant has it. */
  static ApiException noSuchOverride(TenantId tenant, Object id) {
    return ApiException.notFound("%s has no pricing override %s".formatted(tenant, id));
  }
}

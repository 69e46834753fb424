package io.meterhouse.ratingengine.pricing;

import io.meterhouse.kit.access.Actor;
import io.meterhouse.kit.http.error.ApiException;
import io.meterhouse.metering.TenantId;
import io.meterhouse.rating.ModelType;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** The pricing models of the control plane. Every write asks for what it touches to be rated. */
public interface PricingModels {

  /**
   * Stores a first version and asks for rating in the same transaction.
   *
   * @param effectiveFrom from when it prices; null: it also prices what was used before
   * @return the model as it was stored; its times may be later than those asked for
   * @throws ApiException 404 for an unknown tenant, 400 for an unknown meter, 409 for too many
   *     models
   */
  StoredModel create(StoredModel model, @Nullable Instant effectiveFrom);

  /**
   * Applies the change as a new version, in force from the time it names, else from now on; one
   * that changes nothing is none.
   *
   * @param change decides from the model as it is, which nobody else changes meanwhile
   * @param now when it was asked for; the version may be recorded a little later
   * @throws ApiException as {@link #create}; 404 where the tenant has no such model, 409 where
   *     another model prices the meter for those that one of its scopes names
   */
  StoredModel update(
      TenantId tenant,
      UUID id,
      Actor actor,
      Instant now,
      Function<StoredModel, ModelChange> change);

  /** The tenant's model of that id. */
  Optional<StoredModel> find(TenantId tenant, UUID id);

  /**
   * The tenant's models by age.
   *
   * @throws ApiException 404 for an unknown tenant
   */
  List<StoredModel> list(TenantId tenant, @Nullable ModelType type, @Nullable Boolean active);

  /**
   * Every version of a model, the oldest first.
   *
   * @throws ApiException 404 where the tenant has no such model
   */
  List<RecordedVersion> versions(TenantId tenant, UUID id);

  /** 404; says no more than that, also where another tenant has it. */
  static ApiException noSuchModel(TenantId tenant, Object id) {
    return ApiException.notFound("%s has no pricing model %s".formatted(tenant, id));
  }
}

package io.meterhouse.query;

import io.meterhouse.kit.http.JsonBody;
import io.meterhouse.metering.TenantId;
import java.time.Instant;
import java.util.Objects;

/** In how many shards somebody wants usage of a tenant and type to be counted. */
public record ShardsRequest(TenantId tenant, String type, int shards) {

  /**
   * Reads what {@code PUT /api/v1/usage/shards} takes.
   *
   * @throws io.meterhouse.kit.http.error.ApiException 400 with every problem of the body
   */
  public static ShardsRequest read(JsonBody body, QueryLimits limits) {
    TenantId tenant = body.tenant("tenant_id");
    String type = body.as("type", Texts::line);
    if (!body.has("type")) {
      body.problem("type", "missing (expected: the type of the events that are to be spread)");
    }
    int shards = body.integer("shards", 1, limits.maxShards());
    body.check();
    return new ShardsRequest(Objects.requireNonNull(tenant), Objects.requireNonNull(type), shards);
  }

  /** As it is stored. */
  public UsageShards at(Instant now) {
    return new UsageShards(tenant, type, shards, now);
  }
}

package io.meterhouse.ratingengine.postgres;

import io.meterhouse.kit.config.SettingKeys;
import io.meterhouse.kit.http.error.ApiException;
import io.meterhouse.kit.http.error.Detail;
import io.meterhouse.metering.TenantId;
import io.meterhouse.ratingengine.pricing.StoredModel;
import java.util.List;
import org.jdbi.v3.core.Handle;

/** What only the database can say about a model that is written. */
final class ModelChecks {

  /** Models that a tenant may have, whether active or not. */
  static final int MAX_MODELS = 1_000;

  private static final int MAX_NAMED_METERS = 10;

  private ModelChecks() {}

  static void requireTenant(Handle handle, TenantId tenant) {
    boolean exists =
        handle
            .createQuery("SELECT EXISTS (SELECT 1 FROM tenants WHERE tenant_id = :tenant)")
            .bind("tenant", tenant.value())
            .mapTo(Boolean.class)
            .one();
    if (!exists) {
      String reason = "there is no tenant " + tenant;
      throw ApiException.notFound("tenantId: " + reason, new Detail("tenantId", reason));
    }
  }

  static void requireRoom(Handle handle, TenantId tenant) {
    int count =
        handle
            .createQuery("SELECT count(*) FROM pricing_models WHERE tenant_id = :tenant")
            .bind("tenant", tenant.value())
            .mapTo(Integer.class)
            .one();
    if (count >= MAX_MODELS) {
      throw ApiException.failedPrecondition(
          "%s has %d pricing models (expected: fewer than %d); change one that is not active"
              .formatted(tenant, count, MAX_MODELS));
    }
  }

  /** The meter must exist. */
  static void requirePriceable(Handle handle, StoredModel model) {
    String metric = model.config().usageMetric();
    if (metric == null || !model.active()) {
      return;
    }
    List<String> codes = meters(handle, model.tenant());
    if (!codes.contains(metric)) {
      throw ApiException.invalidField(
          "config.usageMetric", "no meter '%s' %s".formatted(metric, hint(metric, codes)));
    }
  }

  private static List<String> meters(Handle handle, TenantId tenant) {
    return handle
        .createQuery(
            """
            SELECT DISTINCT code FROM meters
             WHERE tenant_id = :tenant OR tenant_id IS NULL
             ORDER BY code
            """)
        .bind("tenant", tenant.value())
        .mapTo(String.class)
        .list();
  }

  private static String hint(String metric, List<String> codes) {
    if (codes.isEmpty()) {
      return "(expected: the code of a meter, and there is none yet: POST /api/v1/meters)";
    }
    String named = String.join(", ", codes.subList(0, Math.min(codes.size(), MAX_NAMED_METERS)));
    String rest = codes.size() > MAX_NAMED_METERS ? ", …" : "";
    return SettingKeys.closest(metric, codes)
        .map(meant -> "(did you mean '%s'? there are: %s%s)".formatted(meant, named, rest))
        .orElse("(expected: one of %s%s)".formatted(named, rest));
  }
}

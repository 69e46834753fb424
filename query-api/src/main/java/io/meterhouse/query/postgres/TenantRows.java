package io.meterhouse.query.postgres;

import io.meterhouse.kit.http.error.ApiException;
import io.meterhouse.kit.http.error.Detail;
import io.meterhouse.metering.TenantId;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/** What is asked of tenants by whoever stores something of theirs. */
final class TenantRows {

  private TenantRows() {}

  /**
   * Returns where the tenant exists, or none is named.
   *
   * @throws ApiException 404
   */
  static void refuseUnknown(Handle handle, @Nullable TenantId tenant) {
    if (tenant != null
        && handle
            .createQuery("SELECT 1 FROM tenants WHERE tenant_id = :id")
            .bind("id", tenant.value())
            .mapTo(Integer.class)
            .findOne()
            .isEmpty()) {
      String reason = "there is no tenant " + tenant;
      throw ApiException.notFound("tenant_id: " + reason, new Detail("tenant_id", reason));
    }
  }
}

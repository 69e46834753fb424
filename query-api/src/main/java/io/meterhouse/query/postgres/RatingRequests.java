package io.meterhouse.query.postgres;

import io.meterhouse.metering.Meter;
import io.meterhouse.metering.TenantId;
import java.time.Instant;
import java.time.ZoneOffset;
import org.jdbi.v3.core.Handle;

/** What the rating engine is asked to rate again. */
final class RatingRequests {

  /** Of the tenants that pay for the meter, or did, those for whom this version is asked. */
  private static final String INSERT =
      """
      INSERT INTO rating_requests (tenant_id, meter, meter_version, reason, requested_at)
      SELECT tenant_id, :code, :version, :reason, :now
        FROM (SELECT tenant_id FROM pricing_models WHERE usage_metric = :code
              UNION
              SELECT tenant_id FROM billing_items WHERE meter = :code) AS paying
       WHERE tenant_id = CAST(:tenant AS text)
          OR (CAST(:tenant AS text) IS NULL
              AND NOT EXISTS (SELECT FROM meters AS own
                               WHERE own.code = :code AND own.tenant_id = paying.tenant_id))
      """;

  private RatingRequests() {}

  /** Nothing tells rating of a version that is asked for from now on: its windows are older. */
  static void add(Handle handle, Meter version, Instant now) {
    TenantId tenant = version.tenant();
    handle
        .createUpdate(INSERT)
        .bind("tenant", tenant == null ? null : tenant.value())
        .bind("code", version.code())
        .bind("version", version.version())
        .bind("reason", "meter changed: %s version %d".formatted(version.code(), version.version()))
        .bind("now", now.atOffset(ZoneOffset.UTC))
        .execute();
  }
}

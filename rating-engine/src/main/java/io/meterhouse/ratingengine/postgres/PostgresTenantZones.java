package io.meterhouse.ratingengine.postgres;

import io.meterhouse.kit.http.error.ApiException;
import io.meterhouse.metering.TenantId;
import io.meterhouse.ratingengine.cycle.TenantZones;
import java.time.ZoneId;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.jspecify.annotations.Nullable;

/** Time zones of tenants from PostgreSQL. */
public final class PostgresTenantZones implements TenantZones {

  private final Transactions transactions;

  /** Over a database that is migrated. */
  public PostgresTenantZones(Jdbi jdbi) {
    transactions = new Transactions(jdbi, "tenants");
  }

  @Override
  public SortedMap<TenantId, ZoneId> zones(@Nullable TenantId tenant) {
    return transactions.in(
        handle -> {
          if (tenant != null) {
            ModelChecks.requireTenant(handle, tenant);
          }
          return read(handle, tenant);
        });
  }

  private static SortedMap<TenantId, ZoneId> read(Handle handle, @Nullable TenantId tenant) {
    SortedMap<TenantId, ZoneId> zones = new TreeMap<>();
    handle
        .createQuery(
            """
            SELECT tenant_id, time_zone FROM tenants
             WHERE CAST(:tenant AS text) IS NULL OR tenant_id = :tenant
             ORDER BY tenant_id
             LIMIT :limit
            """)
        .bind("tenant", tenant == null ? null : tenant.value())
        .bind("limit", MAX_TENANTS + 1)
        .map(
            (row, context) ->
                zones.put(
                    TenantId.of(row.getString("tenant_id")), ZoneId.of(row.getString("time_zone"))))
        .list();
    if (zones.size() > MAX_TENANTS) {
      throw ApiException.invalidField(
          "tenantId", "missing, and there are more than %d tenants".formatted(MAX_TENANTS));
    }
    return zones;
  }
}

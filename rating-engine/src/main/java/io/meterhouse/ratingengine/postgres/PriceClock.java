package io.meterhouse.ratingengine.postgres;

import io.meterhouse.metering.TenantId;
import java.time.Instant;
import org.jdbi.v3.core.Handle;

/**
 * Puts what is written about a tenant's prices, and the closes of its cycles, into one order: what
 * has an earlier time was committed before. Clocks of servers differ, and who asks first may be
 * served last, so a time is taken only when the tenant is locked, and is later than the one before.
 */
final class PriceClock {

  private static final String NEXT =
      """
      INSERT INTO price_clocks AS clock (tenant_id, last_at) VALUES (:tenant, :now)
      ON CONFLICT (tenant_id)
         DO UPDATE SET last_at = greatest(excluded.last_at, clock.last_at + interval '1 millisecond')
      RETURNING last_at
      """;

  private PriceClock() {}

  /**
   * Keeps everybody else from writing the tenant's prices or closing its cycles until the end of
   * the transaction.
   *
   * @param now what the clock of this server says
   * @return the time of what is about to be written: now, or a little later
   * @throws io.meterhouse.kit.http.error.ApiException 404 for an unknown tenant
   */
  static Instant lock(Handle handle, TenantId tenant, Instant now) {
    lock(handle, tenant);
    return handle
        .createQuery(NEXT)
        .bind("tenant", tenant.value())
        .bind("now", Rows.utc(now))
        .map((row, context) -> Rows.instant(row, "last_at"))
        .one();
  }

  /** As {@link #lock(Handle, TenantId, Instant)}, for who has yet to see whether he writes. */
  static void lock(Handle handle, TenantId tenant) {
    ModelChecks.requireTenant(handle, tenant);
    handle.execute(
        "SELECT pg_advisory_xact_lock(hashtextextended('pricing ' || ?, 0))", tenant.value());
  }
}

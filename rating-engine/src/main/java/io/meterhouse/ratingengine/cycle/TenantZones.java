package io.meterhouse.ratingengine.cycle;

import io.meterhouse.metering.TenantId;
import java.time.ZoneId;
import java.util.SortedMap;
import org.jspecify.annotations.Nullable;

/** Which tenants there are, and on whose clocks they live. */
public interface TenantZones {

  /** So many tenants are told at most. */
  int MAX_TENANTS = 10_000;

  /**
   * That tenant alone; null: all, in order of their ids.
   *
   * @throws io.meterhouse.kit.http.error.ApiException 404 where there is no such tenant, 400 where
   *     there are more than {@link #MAX_TENANTS}
   */
  SortedMap<TenantId, ZoneId> zones(@Nullable TenantId tenant);
}

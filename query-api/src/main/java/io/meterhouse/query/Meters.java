package io.meterhouse.query;

import io.meterhouse.metering.Meter;
import io.meterhouse.metering.TenantId;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The meters of the control plane, in their newest version. */
public interface Meters {

  /**
   * Stores the meter; part of a change, which tells every stage. Its answer is given when the
   * catalogue has the meter, so that every event accepted from then on is counted by it.
   *
   * @throws io.meterhouse.kit.http.ApiException 409 where the code is taken, 404 where the tenant
   *     does not exist
   */
  Meter create(MeterDefinition definition, Instant now);

  /** The tenant's meter of that code, else the platform's; without a tenant, the platform's. */
  Optional<Meter> find(@Nullable TenantId tenant, String code);

  /**
   * The tenant's meters and those of the platform's that it has none of its own for, in order of
   * code; without a tenant, the platform's. At most {@code limit}, after {@code after}.
   */
  List<Meter> list(@Nullable TenantId tenant, @Nullable String after, int limit);
}

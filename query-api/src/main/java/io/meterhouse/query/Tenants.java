package io.meterhouse.query;

import io.meterhouse.metering.TenantId;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The tenants of the control plane. */
public interface Tenants {

  /** Stores the tenant; false, and nothing stored, where its id is taken. */
  boolean create(Tenant tenant);

  /** The tenant of that id. */
  Optional<Tenant> find(TenantId id);

  /** At most {@code limit} tenants in order of id, after {@code after}. */
  List<Tenant> list(@Nullable String after, int limit);
}

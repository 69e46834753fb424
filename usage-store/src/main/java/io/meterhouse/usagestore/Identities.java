package io.meterhouse.usagestore;

import io.meterhouse.metering.Identity;
import io.meterhouse.metering.TenantId;
import java.util.Collection;

/** Finds events of a tenant by their ids, through the index on the identity. */
final class Identities {

  /** To follow a condition on the tenant. */
  static final String CONDITION =
      " AND identity IN {identities:Array(FixedString(16))} AND source = {source:String}";

  private Identities() {}

  static SqlParameters parameters(TenantId tenant, String source, Collection<String> ids) {
    return new SqlParameters()
        .string("tenant", tenant.value())
        .string("source", source)
        .bytes("identities", ids.stream().map(id -> Identity.of(tenant, source, id)).toList());
  }
}

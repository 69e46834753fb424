package io.meterhouse.ingest;

import io.meterhouse.kit.access.Caller;
import io.meterhouse.metering.TenantId;
import org.jspecify.annotations.Nullable;

/**
 * Who brings the usage of a request.
 *
 * @param caller whose tenants it may be for
 * @param tenant of elements that name none; null: each must
 * @param allowance how much it may be
 */
public record Sender(Caller caller, @Nullable TenantId tenant, Allowance allowance) {

  /** As much as it likes. */
  public Sender(Caller caller, @Nullable TenantId tenant) {
    this(caller, tenant, Allowance.UNLIMITED);
  }

  /** As much as that. */
  public Sender with(Allowance limited) {
    return new Sender(caller, tenant, limited);
  }
}

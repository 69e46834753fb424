package io.meterhouse.ratingengine.cycle;

import io.meterhouse.metering.TenantId;

/**
 * Whom a billing cycle is for: a client of the tenant, named by the subject of its usage, or the
 * tenant as a whole where usage names no subject.
 */
public record BillingScope(String type, String id) {

  /** Scope type of usage with a subject. */
  public static final String CLIENT = "client";

  /** Scope type of usage without one. */
  public static final String GLOBAL = "global";

  /** The scope of that subject's usage; an empty subject is none. */
  public static BillingScope of(TenantId tenant, String subject) {
    return subject.isEmpty()
        ? new BillingScope(GLOBAL, tenant.value())
        : new BillingScope(CLIENT, subject);
  }
}

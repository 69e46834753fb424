package io.meterhouse.benchmarks.rate;

import io.meterhouse.metering.TenantId;

/**
 * A customer of a tenant and a meter.
 *
 * @param number from 0
 * @param meter index of it among {@link Pairs#METERS}
 */
record Pair(int number, TenantId tenant, String subject, int meter) {

  Key key() {
    return new Key(tenant.value(), subject, Pairs.METERS.get(meter).code());
  }

  /** As an item names it. */
  record Key(String tenant, String subject, String meter) {}
}

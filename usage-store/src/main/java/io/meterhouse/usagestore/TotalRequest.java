package io.meterhouse.usagestore;

import io.meterhouse.metering.Meter;
import io.meterhouse.metering.TenantId;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * One figure that rating needs: a meter over {@code [from, to)} of event time. Both bounds must not
 * cut a stored window in two: a window counts where it begins. Of a snapshot meter they are UTC
 * midnights.
 *
 * @param subject null: all subjects of the tenant, folded together; empty: usage that names none
 */
public record TotalRequest(
    TenantId tenant, @Nullable String subject, Meter meter, Instant from, Instant to) {

  public TotalRequest {
    if (!from.isBefore(to)) {
      throw new IllegalArgumentException("from: " + from + " (expected: before to " + to + ")");
    }
  }
}

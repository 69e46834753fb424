package io.meterhouse.aggregator.audit;

import io.meterhouse.metering.TenantId;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import org.jspecify.annotations.Nullable;

/**
 * What an audit looks at: everything that was accepted in a stretch of time, half-open, and the
 * whole windows that it went into.
 *
 * @param from cut down to its minute, as is to
 * @param tenant null: all
 */
public record AuditPeriod(Instant from, Instant to, @Nullable TenantId tenant) {

  public AuditPeriod {
    from = from.truncatedTo(ChronoUnit.MINUTES);
    to = to.truncatedTo(ChronoUnit.MINUTES);
  }

  public boolean isEmpty() {
    return !from.isBefore(to);
  }
}

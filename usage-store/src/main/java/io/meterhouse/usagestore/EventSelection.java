package io.meterhouse.usagestore;

import io.meterhouse.metering.TenantId;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Which raw events of a tenant are listed; null selects all.
 *
 * @param id of an event; its source has to be there too
 * @param from first event time, included; of snapshots, which have none, the accepted time
 * @param to last event time, excluded
 */
public record EventSelection(
    TenantId tenant,
    @Nullable String type,
    @Nullable String source,
    @Nullable String id,
    @Nullable String subject,
    @Nullable Instant from,
    @Nullable Instant to) {

  /** An id without its source is no identity. */
  public EventSelection {
    if (id != null && source == null) {
      throw new IllegalArgumentException("id: " + id + " without a source (expected: both)");
    }
  }
}

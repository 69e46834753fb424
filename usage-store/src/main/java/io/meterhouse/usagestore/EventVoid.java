package io.meterhouse.usagestore;

import io.meterhouse.metering.Identity;
import java.time.Instant;

/**
 * From where on an event counts no more. The event is told by its identity and accepted position,
 * as an identity may be taken again after the deduplication window.
 *
 * @param unique of the first void of the event, if there are several
 * @param voidedAt of that one
 */
public record EventVoid(
    Identity identity,
    int acceptedPartition,
    long acceptedOffset,
    UniquePosition unique,
    Instant voidedAt) {

  /** Whether it is of that event. */
  public boolean isOf(EventRow event) {
    return acceptedPartition == event.acceptedPartition()
        && acceptedOffset == event.acceptedOffset()
        && identity.equals(event.identity());
  }
}

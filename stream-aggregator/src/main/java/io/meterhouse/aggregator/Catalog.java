package io.meterhouse.aggregator;

import io.meterhouse.metering.MeterCatalog;
import java.time.Instant;

/** Port: the meters in force. */
@FunctionalInterface
public interface Catalog {

  /** With every meter that was created before an event accepted at this time. */
  MeterCatalog asOf(Instant acceptedAt);
}

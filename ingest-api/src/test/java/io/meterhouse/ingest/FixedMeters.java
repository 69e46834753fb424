package io.meterhouse.ingest;

import io.meterhouse.metering.MeterCatalog;

/** A catalogue in which nothing happens. */
record FixedMeters(MeterCatalog current) implements Meters {

  @Override
  public MeterCatalog refreshed() {
    return current;
  }

  @Override
  public MeterCatalog upToDate() {
    return current;
  }
}

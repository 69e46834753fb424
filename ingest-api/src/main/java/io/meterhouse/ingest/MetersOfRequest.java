package io.meterhouse.ingest;

import io.meterhouse.metering.Meter;
import io.meterhouse.metering.MeterCatalog;
import io.meterhouse.metering.MeterSource;
import io.meterhouse.metering.TenantId;
import java.util.List;

/**
 * The catalogue that one request is held to. Where no meter reads a type, the catalogue is brought
 * up to date once a request, so that a meter made a moment ago already refuses what it cannot read,
 * and a snapshot's is asked for once a request before it is said not to be there.
 */
final class MetersOfRequest {

  private final Meters meters;
  private MeterCatalog catalog;
  private boolean refreshed;
  private boolean upToDate;

  MetersOfRequest(Meters meters) {
    this.meters = meters;
    this.catalog = meters.current();
  }

  List<Meter> metersFor(TenantId tenant, String type) {
    List<Meter> found = catalog.metersFor(tenant, type);
    if (!found.isEmpty() || refreshed) {
      return found;
    }
    refreshed = true;
    catalog = meters.refreshed();
    return catalog.metersFor(tenant, type);
  }

  /**
   * Whether a meter of snapshots has that code.
   *
   * @throws UsageLogException where that cannot be told at the moment
   */
  boolean isSnapshotMeter(TenantId tenant, String code) {
    if (!upToDate && catalog.snapshotMeter(tenant, code).isEmpty()) {
      upToDate = true;
      catalog = meters.upToDate();
    }
    return catalog.snapshotMeter(tenant, code).isPresent();
  }

  /** Whether a meter of events has it, as far as is known. */
  boolean isEventMeter(TenantId tenant, String code) {
    return catalog
        .meter(tenant, code)
        .filter(meter -> meter.source() == MeterSource.EVENTS)
        .isPresent();
  }
}

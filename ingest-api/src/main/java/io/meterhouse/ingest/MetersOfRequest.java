package io.meterhouse.ingest;

import io.meterhouse.metering.Meter;
import io.meterhouse.metering.MeterCatalog;
import io.meterhouse.metering.TenantId;
import java.util.List;

/**
 * The catalogue that one request is held to. Where no meter reads a type, the catalogue is brought
 * up to date once a request, so that a meter made a moment ago already refuses what it cannot read.
 */
final class MetersOfRequest {

  private final Meters meters;
  private MeterCatalog catalog;
  private boolean refreshed;

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
}

package io.meterhouse.kit.catalog;

import io.meterhouse.kit.access.AccessKey;
import io.meterhouse.metering.MeterCatalog;
import java.util.Map;

/**
 * What the control plane tells every service.
 *
 * @param accessKeys those in use, by id
 */
record CatalogContents(MeterCatalog meters, Map<String, AccessKey> accessKeys) {

  static final CatalogContents EMPTY = new CatalogContents(MeterCatalog.empty(), Map.of());

  CatalogContents {
    accessKeys = Map.copyOf(accessKeys);
  }
}

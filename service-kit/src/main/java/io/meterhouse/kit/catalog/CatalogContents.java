package io.meterhouse.kit.catalog;

import io.meterhouse.kit.access.AccessKey;
import io.meterhouse.kit.access.token.AnnouncedKey;
import io.meterhouse.metering.MeterCatalog;
import io.meterhouse.metering.Sharding;
import java.util.Map;

/**
 * What the control plane tells every service.
 *
 * @param accessKeys those in use, by id
 * @param signingKeys those of the built-in issuer, by id
 */
record CatalogContents(
    MeterCatalog meters,
    Map<String, AccessKey> accessKeys,
    Map<String, AnnouncedKey> signingKeys,
    Sharding sharding) {

  static final CatalogContents EMPTY =
      new CatalogContents(MeterCatalog.empty(), Map.of(), Map.of(), Sharding.NONE);

  CatalogContents {
    accessKeys = Map.copyOf(accessKeys);
    signingKeys = Map.copyOf(signingKeys);
  }
}

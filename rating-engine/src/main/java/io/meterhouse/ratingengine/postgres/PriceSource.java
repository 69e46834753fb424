package io.meterhouse.ratingengine.postgres;

import io.meterhouse.rating.scope.DeploymentType;

/**
 * What prices are read with, beside the database.
 *
 * @param deployment how this installation is run
 */
record PriceSource(DeploymentType deployment, ParsedConfigs configs) {

  static PriceSource of(DeploymentType deployment) {
    return new PriceSource(deployment, new ParsedConfigs());
  }
}

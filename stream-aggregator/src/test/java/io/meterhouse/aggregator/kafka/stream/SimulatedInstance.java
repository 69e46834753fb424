package io.meterhouse.aggregator.kafka.stream;

import io.meterhouse.aggregator.stream.Catalog;
import io.meterhouse.metering.MeterCatalog;
import io.meterhouse.metering.Sharding;
import java.time.Instant;

/**
 * What a process has in common for its tasks: how far it has read the catalogue. Others may be
 * further.
 */
final class SimulatedInstance implements Catalog {

  private final SimulatedCatalog published;
  private int read;

  SimulatedInstance(SimulatedCatalog published) {
    this.published = published;
  }

  @Override
  public MeterCatalog asOf(Instant acceptedAt) {
    read = Math.max(read, published.lastBefore(acceptedAt));
    return published.state(read).meters();
  }

  @Override
  public Sharding sharding() {
    return published.state(read).sharding();
  }

  @Override
  public void catchUp() {
    read = published.last();
  }

  /** Hears of the next state, if there is one. */
  void follow() {
    read = Math.min(read + 1, published.last());
  }
}

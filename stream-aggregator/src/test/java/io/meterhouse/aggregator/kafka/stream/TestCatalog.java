package io.meterhouse.aggregator.kafka.stream;

import io.meterhouse.aggregator.stream.Catalog;
import io.meterhouse.metering.MeterCatalog;
import java.time.Instant;
import java.util.function.Supplier;

/**
 * What a test says that is known.
 *
 * @param asked called when everything is asked for that is published
 */
record TestCatalog(Supplier<MeterCatalog> meters, Runnable asked) implements Catalog {

  static TestCatalog of(Supplier<MeterCatalog> meters) {
    return new TestCatalog(meters, () -> {});
  }

  @Override
  public MeterCatalog asOf(Instant acceptedAt) {
    return meters.get();
  }

  @Override
  public void catchUp() {
    asked.run();
  }
}

package io.meterhouse.aggregator.kafka.stream;

import io.meterhouse.aggregator.stream.Catalog;
import io.meterhouse.kit.catalog.CatalogFollower;
import io.meterhouse.metering.MeterCatalog;
import io.meterhouse.metering.Sharding;
import java.time.Duration;
import java.time.Instant;

/** The catalogue as it is followed, never behind an event whose meters are asked for. */
public record FollowedCatalog(CatalogFollower follower) implements Catalog {

  private static final Duration PATIENCE = Duration.ofSeconds(30);

  @Override
  public MeterCatalog asOf(Instant acceptedAt) {
    follower.catchUpTo(acceptedAt);
    return follower.current();
  }

  @Override
  public void catchUp() {
    follower.catchUp(PATIENCE);
  }

  @Override
  public Sharding sharding() {
    return follower.sharding();
  }
}

package io.meterhouse.aggregator.stream;

import io.meterhouse.metering.MeterCatalog;
import io.meterhouse.metering.Sharding;
import java.time.Instant;

/** Port: the meters in force, and in how many shards usage is counted. */
public interface Catalog {

  /** With every meter that was created before an event accepted at this time. */
  MeterCatalog asOf(Instant acceptedAt);

  /**
   * Returns when everything is known that was published before this call. Whoever goes on from what
   * another instance has written asks for it first: that one may have been further.
   */
  void catchUp();

  /**
   * As it is known at the moment, without waiting for anybody: the figures are the same by
   * whichever number an event gets its shard.
   */
  default Sharding sharding() {
    return Sharding.NONE;
  }
}

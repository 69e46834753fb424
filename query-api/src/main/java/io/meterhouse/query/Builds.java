package io.meterhouse.query;

import io.meterhouse.metering.Meter;
import java.util.List;

/** How far versions of meters are with the events that were accepted before them. */
public interface Builds {

  /**
   * The partitions that have begun with this version, in order of their numbers.
   *
   * @throws io.meterhouse.kit.http.error.ApiException 503 where the store is away or slow
   */
  List<PartitionBuild> read(Meter version);
}

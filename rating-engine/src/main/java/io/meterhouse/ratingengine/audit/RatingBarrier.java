package io.meterhouse.ratingengine.audit;

import io.meterhouse.ratingengine.outage.UnansweredException;

/** Port: lets an audit look at items on a system in which usage flows. */
@FunctionalInterface
public interface RatingBarrier {

  /**
   * Returns when all usage that was in usage.aggregates before the call is rated, and all items
   * that were saved before it are in ClickHouse.
   *
   * @throws UnansweredException where that takes too long: a stage stands still
   */
  void await();
}

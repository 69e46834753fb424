package io.meterhouse.ratingengine;

/** Port: lets an audit look at items on a system in which usage flows. */
@FunctionalInterface
public interface RatingBarrier {

  /**
   * Returns when all usage that was in usage.aggregates before the call is rated, and all items
   * that were saved before it are in ClickHouse.
   *
   * @throws RatingAuditException where that takes too long: a stage stands still
   */
  void await();
}

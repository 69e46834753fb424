package io.meterhouse.aggregator.audit;

/** Port: lets an audit look at one state on a system in which usage flows. */
@FunctionalInterface
public interface AuditBarrier {

  /**
   * Returns when everything that the stages had written before the call is in the store.
   *
   * @throws AuditException where that takes too long: a sink stands still
   */
  void await();
}

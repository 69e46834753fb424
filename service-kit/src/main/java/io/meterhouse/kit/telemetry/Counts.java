package io.meterhouse.kit.telemetry;

/** Counters of one name, one for each combination of its labels. Thread-safe. */
@FunctionalInterface
public interface Counts {

  /**
   * Adds to a counter.
   *
   * @param amount not negative
   * @param labels values in the order in which the names were declared; bounded by the caller
   */
  void add(long amount, String... labels);
}

package io.meterhouse.kit.telemetry;

/** Histograms of one name, one for each combination of its labels. Thread-safe. */
@FunctionalInterface
public interface Latencies {

  /**
   * Notes that something took so long.
   *
   * @param labels values in the order in which the names were declared; bounded by the caller
   */
  void record(long nanos, String... labels);
}

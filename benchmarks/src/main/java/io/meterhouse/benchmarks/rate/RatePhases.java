package io.meterhouse.benchmarks.rate;

/** Names of the phases on the stores, the same in every round. */
final class RatePhases {

  static final String RATING = "dirty pairs, rated";
  static final String PLAIN = "dirty pairs, read and inserted";
  static final String AGAIN = "dirty pairs, rated again";
  static final String RUNNING = "one change after another";

  private RatePhases() {}
}

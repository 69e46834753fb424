package io.meterhouse.benchmarks.rate;

import static io.meterhouse.benchmarks.PlanCheck.require;

/**
 * How a run is made.
 *
 * @param pairs of a customer and a meter whose usage has changed
 * @param tenants that they are spread over
 * @param seconds of an iteration of JMH; 0: a trial, too short to say anything
 * @param rounds how often everything is run
 */
public record RatePlan(int pairs, int tenants, double seconds, int rounds) {

  /** As many as the target speaks of. */
  static final int TARGET_PAIRS = 100_000;

  /** They and their items are in memory to be compared. */
  private static final int MAX_PAIRS = 250_000;

  private static final double MAX_SECONDS = 60;

  /** Checks. */
  public RatePlan {
    require(pairs >= 1 && pairs <= MAX_PAIRS, "pairs: " + pairs, "1 to " + MAX_PAIRS);
    require(tenants >= 1 && tenants <= pairs, "tenants: " + tenants, "1 to the number of pairs");
    require(
        seconds >= 0 && seconds <= MAX_SECONDS,
        "seconds: " + seconds,
        "0 to " + Math.round(MAX_SECONDS));
    require(rounds >= 1, "rounds: " + rounds, "1 or more");
  }

  boolean isTrial() {
    return seconds == 0;
  }
}

package io.meterhouse.benchmarks.sink;

import static io.meterhouse.benchmarks.PlanCheck.require;

/**
 * How a run is made.
 *
 * @param rows of each table in each round
 * @param rounds how often every phase is run
 * @param tenants that the rows are spread over
 */
public record SinkPlan(int rows, int rounds, int tenants) {

  /** They are in memory while the topics are filled. */
  private static final int MAX_ROWS = 5_000_000;

  /** Checks. */
  public SinkPlan {
    require(rows >= 1 && rows <= MAX_ROWS, "rows: " + rows, "1 to " + MAX_ROWS);
    require(rounds >= 1, "rounds: " + rounds, "1 or more");
    require(tenants >= 1, "tenants: " + tenants, "1 or more");
  }
}

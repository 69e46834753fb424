package io.meterhouse.benchmarks.sink;

import static io.meterhouse.benchmarks.PlanCheck.require;

/**
 * How a run is made.
 *
 * @param rows of each table in each round
 * @param rounds how often every phase is run
 * @param tenants that the rows are spread over
 * @param stored rows that each table has before, in a phase more; 0: no such phase
 */
public record SinkPlan(int rows, int rounds, int tenants, long stored) {

  /** They are in memory while the topics are filled. */
  private static final int MAX_ROWS = 5_000_000;

  /** They are copies of the rows, one for each other shard that there can be. */
  private static final int MAX_COPIES = 65_535;

  /** Checks. */
  public SinkPlan {
    require(rows >= 1 && rows <= MAX_ROWS, "rows: " + rows, "1 to " + MAX_ROWS);
    require(rounds >= 1, "rounds: " + rounds, "1 or more");
    require(tenants >= 1, "tenants: " + tenants, "1 or more");
    require(
        stored >= 0 && stored % rows == 0 && stored / rows <= MAX_COPIES,
        "stored: " + stored,
        "0, or a multiple of the %d rows, up to %d times".formatted(rows, MAX_COPIES));
  }

  /** How often the rows are stored before. */
  int copies() {
    return Math.toIntExact(stored / rows);
  }
}

package io.meterhouse.benchmarks.backfill;

import static io.meterhouse.benchmarks.PlanCheck.require;

/**
 * How a run is made.
 *
 * @param events records of usage.accepted of the backfill, twins among them
 * @param live likewise of the usage of now before it
 * @param tenants that they are spread over
 * @param days of last year that the backfill is spread over
 * @param rounds how often both phases are run
 * @param warmUp records of each phase of an uncounted round before the first, for the JIT; 0: none
 */
public record BackfillPlan(long events, long live, int tenants, int days, int rounds, long warmUp) {

  /** With fewer, nothing is sent twice. */
  private static final int MIN_EVENTS = 100;

  /** In ClickHouse on the disk of one machine, three windows an event. */
  private static final long MAX_EVENTS = 50_000_000;

  /** What six digits can tell apart. */
  private static final int MAX_TENANTS = 1_000_000;

  /** So that what is backfilled happened last year, and nothing of it this month. */
  private static final int MAX_DAYS = 100;

  /** Checks. */
  public BackfillPlan {
    require(
        events >= MIN_EVENTS && events <= MAX_EVENTS,
        "events: " + events,
        MIN_EVENTS + " to " + MAX_EVENTS);
    require(
        live >= MIN_EVENTS && live <= MAX_EVENTS,
        "live: " + live,
        MIN_EVENTS + " to " + MAX_EVENTS);
    require(tenants >= 1 && tenants <= MAX_TENANTS, "tenants: " + tenants, "1 to " + MAX_TENANTS);
    require(days >= 1 && days <= MAX_DAYS, "days: " + days, "1 to " + MAX_DAYS);
    require(rounds >= 1, "rounds: " + rounds, "1 or more");
    require(
        warmUp == 0 || warmUp >= MIN_EVENTS,
        "warm-up: " + warmUp,
        "0, or " + MIN_EVENTS + " events or more");
  }

  boolean isTrial() {
    return warmUp == 0;
  }

  /** The same of so few events as the warm-up has. */
  BackfillPlan forWarmUp() {
    return new BackfillPlan(warmUp, warmUp, tenants, days, 1, warmUp);
  }
}

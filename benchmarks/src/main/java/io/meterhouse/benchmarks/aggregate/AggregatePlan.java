package io.meterhouse.benchmarks.aggregate;

import static io.meterhouse.benchmarks.PlanCheck.require;

import java.util.List;

/**
 * How a run is made.
 *
 * @param events records of usage.accepted of each trial, twins among them
 * @param tenants that they are spread over; each number is a trial of its own
 * @param rounds how often every trial is made
 * @param warmUp records of a trial before the first round, for the JIT; 0: none
 * @param identities that are remembered besides in a trial more; 0: no such trial
 */
public record AggregatePlan(
    long events, List<Integer> tenants, int rounds, long warmUp, long identities) {

  /** With fewer, nothing is sent twice and nothing comes late. */
  private static final int MIN_EVENTS = 100;

  private static final int FEWER = 4;

  /** What six digits can tell apart. */
  private static final int MAX_TENANTS = 1_000_000;

  /** Copies and checks. */
  public AggregatePlan {
    tenants = List.copyOf(tenants);
    require(events >= MIN_EVENTS, "events: " + events, MIN_EVENTS + " or more");
    require(
        !tenants.isEmpty() && tenants.stream().allMatch(it -> it >= 1 && it <= MAX_TENANTS),
        "tenants: " + tenants,
        "numbers from 1 to " + MAX_TENANTS);
    require(
        tenants.size() == tenants.stream().distinct().count(),
        "tenants: " + tenants,
        "each number once");
    require(rounds >= 1, "rounds: " + rounds, "1 or more");
    require(
        warmUp == 0 || warmUp >= MIN_EVENTS,
        "warm-up: " + warmUp,
        "0, or " + MIN_EVENTS + " events or more");
    require(identities >= 0, "identities: " + identities, "0 or more");
  }

  /** Of the trial that shows whether the cost of an event grows with their number. */
  long fewerEvents() {
    return events / FEWER;
  }

  /** Who has the most state, whose cost would grow first. */
  int mostTenants() {
    return tenants.stream().mapToInt(Integer::intValue).max().orElseThrow();
  }
}

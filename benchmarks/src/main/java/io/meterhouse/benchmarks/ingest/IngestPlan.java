package io.meterhouse.benchmarks.ingest;

import java.time.Duration;
import java.util.List;

/**
 * How a run is made.
 *
 * @param phase how long each phase takes
 * @param warmUp how long each kind of load runs before the first round, again and again until the
 *     JIT of the server has little left to do; zero: a moment, once, for a trial
 * @param rounds how often every phase is run
 * @param connections at once, at most
 * @param batches events a request, each a phase of its own
 */
public record IngestPlan(
    Duration phase, Duration warmUp, int rounds, int connections, List<Integer> batches) {

  /** Beyond it a longer queue adds latency and no rate. */
  private static final int MAX_EVENTS_UNDER_WAY = 12_800;

  private static final int MAX_WARM_UPS = 24;
  private static final Duration MOMENT = Duration.ofMillis(100);
  private static final int MIN_CONNECTIONS = 4;

  /** Copies and checks. */
  public IngestPlan {
    batches = List.copyOf(batches);
    require(phase.isPositive(), "seconds of a phase: " + phase);
    require(!warmUp.isNegative(), "seconds of warm-up: " + warmUp);
    require(rounds >= 1, "rounds: " + rounds);
    require(connections >= 1, "connections: " + connections);
    require(!batches.isEmpty() && batches.stream().allMatch(it -> it >= 1), "batches: " + batches);
  }

  /** How many connections post batches of that size. */
  int connectionsFor(int batch) {
    return Math.min(connections, Math.max(MIN_CONNECTIONS, MAX_EVENTS_UNDER_WAY / batch));
  }

  /** The servers write at least the records that the bare producer sends after them. */
  Duration warmUpSlice() {
    return isTrial() ? MOMENT : warmUp;
  }

  /** How often a kind of load is warmed up at most. */
  int maxWarmUps() {
    return isTrial() ? 1 : MAX_WARM_UPS;
  }

  /** Whether it is to be over soon rather than to measure: then the JVMs start quickly too. */
  boolean isTrial() {
    return warmUp.isZero();
  }

  private static void require(boolean holds, String came) {
    if (!holds) {
      throw new IllegalArgumentException(came + " (expected: more)");
    }
  }
}

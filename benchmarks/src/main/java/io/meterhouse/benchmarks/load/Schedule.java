package io.meterhouse.benchmarks.load;

import java.time.Duration;

/**
 * Requests spread evenly.
 *
 * @param requests how many in all, at least one
 * @param length from the first to one interval after the last
 */
public record Schedule(long requests, Duration length) {

  private static final long NANOS_A_SECOND = Duration.ofSeconds(1).toNanos();

  /** Checks both. */
  public Schedule {
    if (requests < 1 || !length.isPositive()) {
      throw new IllegalArgumentException(
          requests + " requests in " + length + " (expected: at least one, in some time)");
    }
  }

  /** So many requests a second, rounded down, for that long. */
  public static Schedule of(double requestsPerSecond, Duration length) {
    long requests = (long) (requestsPerSecond * length.toNanos() / NANOS_A_SECOND);
    return new Schedule(Math.max(1, requests), length);
  }

  /** When that request is due, in nanoseconds since the start. */
  public long dueNanos(long request) {
    return (long) (length.toNanos() * ((double) request / requests));
  }
}

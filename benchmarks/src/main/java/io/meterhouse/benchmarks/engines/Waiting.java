package io.meterhouse.benchmarks.engines;

import io.meterhouse.benchmarks.BenchmarkException;
import java.time.Duration;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/**
 * Looks until something is there.
 *
 * @param lookEvery what came is seen that soon
 * @param patience after which whoever waits gives up
 */
public record Waiting(Duration lookEvery, Duration patience) {

  /** For what is asked easily. */
  public static final Waiting OFTEN = new Waiting(Duration.ofMillis(20), Duration.ofMinutes(30));

  /**
   * @param where how far it is, for whoever waits in vain
   */
  public void until(String what, BooleanSupplier isThere, Supplier<String> where) {
    long begin = System.nanoTime();
    while (!isThere.getAsBoolean()) {
      if (System.nanoTime() - begin > patience.toNanos()) {
        throw new BenchmarkException(
            "%s: not within %s, %s".formatted(what, patience, where.get()));
      }
      pause();
    }
  }

  /** Until the next look. */
  public void pause() {
    try {
      Thread.sleep(lookEvery);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new BenchmarkException("interrupted", e);
    }
  }
}

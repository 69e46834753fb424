package io.meterhouse.benchmarks.rate;

import io.meterhouse.benchmarks.BenchmarkException;
import java.time.Duration;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/** Looks often, so that what came is seen soon. */
final class Waiting {

  private static final Duration LOOK_EVERY = Duration.ofMillis(20);
  private static final Duration PATIENCE = Duration.ofMinutes(30);

  private Waiting() {}

  /**
   * @param where how far it is, for whoever waits in vain
   */
  static void until(String what, BooleanSupplier isThere, Supplier<String> where) {
    long begin = System.nanoTime();
    while (!isThere.getAsBoolean()) {
      if (System.nanoTime() - begin > PATIENCE.toNanos()) {
        throw new BenchmarkException(
            "%s: not within %s, %s".formatted(what, PATIENCE, where.get()));
      }
      pause();
    }
  }

  static void pause() {
    try {
      Thread.sleep(LOOK_EVERY);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new BenchmarkException("interrupted", e);
    }
  }
}

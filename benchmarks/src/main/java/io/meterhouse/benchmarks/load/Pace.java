package io.meterhouse.benchmarks.load;

import java.time.Duration;
import java.util.OptionalLong;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;

/** When requests are sent. Thread-safe: all connections of a load ask the same one. */
@FunctionalInterface
public interface Pace {

  /**
   * Returns when the caller is to send its next request, with the time at which that was meant to
   * be, in nanoseconds since {@code startNanos}; empty: there are no more.
   *
   * @param startNanos {@link System#nanoTime} of the start
   */
  OptionalLong awaitTurn(long startNanos);

  /**
   * A closed loop: each connection sends as soon as it has its answer. Shows how much is done at
   * most; its latencies are those of a queue as long as there are connections.
   */
  static Pace asFastAsAnswered(Duration length) {
    long nanos = length.toNanos();
    return startNanos -> {
      long now = System.nanoTime() - startNanos;
      return now < nanos ? OptionalLong.of(now) : OptionalLong.empty();
    };
  }

  /**
   * An open loop: requests are due by the schedule, whatever became of those before. One that waits
   * for a free connection is late already when it is sent, and its latency counts that.
   */
  static Pace scheduled(Schedule schedule) {
    AtomicLong next = new AtomicLong();
    return startNanos -> {
      long turn = next.getAndIncrement();
      if (turn >= schedule.requests()) {
        return OptionalLong.empty();
      }
      long due = schedule.dueNanos(turn);
      for (long left = due - since(startNanos); left > 0; left = due - since(startNanos)) {
        LockSupport.parkNanos(left);
      }
      return OptionalLong.of(due);
    };
  }

  private static long since(long startNanos) {
    return System.nanoTime() - startNanos;
  }
}

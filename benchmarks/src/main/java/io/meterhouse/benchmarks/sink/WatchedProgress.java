package io.meterhouse.benchmarks.sink;

import io.meterhouse.aggregator.sink.ProgressStore;
import io.meterhouse.benchmarks.BenchmarkException;
import io.meterhouse.benchmarks.report.Cost;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/**
 * Tells when a sink began, when it was how far, and when everything was in. It begins with its
 * first look at how far it is, before which it reads nothing. The store is asked nothing more than
 * the sink asks it. Safe for use by several threads, as a sink reads and writes at a time.
 */
final class WatchedProgress implements ProgressStore {

  private static final long LOOK_EVERY_MILLIS = 200;

  private final ProgressStore store;
  private final Map<Integer, Long> ends;
  private final Supplier<Cost> counters;
  private final Map<Integer, Long> noted = new HashMap<>();
  private final List<Mark> marks = new ArrayList<>();
  private final CountDownLatch done = new CountDownLatch(1);

  /**
   * A moment of a run.
   *
   * @param cost counters as they stood
   */
  record Mark(long nanos, Cost cost) {}

  /**
   * @param ends partition to next offset
   */
  WatchedProgress(ProgressStore store, Map<Integer, Long> ends, Supplier<Cost> counters) {
    this.store = store;
    this.ends = Map.copyOf(ends);
    this.counters = counters;
  }

  @Override
  public synchronized Map<Integer, Long> read(String sink, String topic) {
    if (marks.isEmpty()) {
      mark();
    }
    return store.read(sink, topic);
  }

  @Override
  public synchronized void record(String sink, String topic, Map<Integer, Long> nextOffsets) {
    store.record(sink, topic, nextOffsets);
    noted.putAll(nextOffsets);
    mark();
    if (ends.entrySet().stream()
        .allMatch(end -> noted.getOrDefault(end.getKey(), 0L) >= end.getValue())) {
      done.countDown();
    }
  }

  private void mark() {
    Cost cost = counters.get();
    marks.add(new Mark(System.nanoTime(), cost));
  }

  /**
   * Waits until everything is in. Returns the begin, and a mark after every insert.
   *
   * @param problem of the sink, if it has one
   */
  List<Mark> await(Duration patience, Supplier<Optional<String>> problem) {
    long began = System.nanoTime();
    try {
      while (!done.await(LOOK_EVERY_MILLIS, TimeUnit.MILLISECONDS)) {
        Optional<String> found = problem.get();
        if (found.isPresent() || System.nanoTime() - began > patience.toNanos()) {
          throw new BenchmarkException(
              found.orElse("the sink was not at its end within " + patience));
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new BenchmarkException("interrupted", e);
    }
    synchronized (this) {
      return List.copyOf(marks);
    }
  }
}

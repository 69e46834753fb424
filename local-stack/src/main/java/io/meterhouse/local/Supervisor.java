package io.meterhouse.local;

import io.meterhouse.local.process.Engine;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * Starts engines again that died unasked: the first time at once, then with a growing pause, until
 * one has lived for a while.
 */
final class Supervisor implements AutoCloseable {

  private static final Duration FIRST_PAUSE = Duration.ofSeconds(1);
  private static final Duration LONGEST_PAUSE = Duration.ofSeconds(30);
  private static final Duration SETTLED_AFTER = Duration.ofSeconds(30);

  private final CountDownLatch closing = new CountDownLatch(1);
  private final List<Thread> restarts = new ArrayList<>();

  /** From now on; an engine that is dead already is started again as well. */
  void watch(Engine engine, Consumer<String> listener) {
    Watch watch = new Watch(engine, listener);
    engine.onUnexpectedExit(
        message -> {
          listener.accept(message);
          // The caller is the watcher of the dead process; the new one has a watcher of its own.
          start(watch);
        });
    if (!engine.isAlive()) {
      start(watch);
    }
  }

  private synchronized void start(Watch watch) {
    if (closing.getCount() > 0) {
      restarts.removeIf(thread -> !thread.isAlive());
      restarts.add(
          Thread.ofVirtual()
              .name("restart " + watch.engine.name())
              .start(watch::restartUntilItRuns));
    }
  }

  /** One engine, over all of its lives. */
  private final class Watch {

    private final Engine engine;
    private final Consumer<String> listener;
    private Duration pause = Duration.ZERO;
    private long startedNanos;

    Watch(Engine engine, Consumer<String> listener) {
      this.engine = engine;
      this.listener = listener;
      this.startedNanos = System.nanoTime();
    }

    /** Synchronized: an engine that dies again while it is told to be back waits its turn. */
    synchronized void restartUntilItRuns() {
      if (System.nanoTime() - startedNanos >= SETTLED_AFTER.toNanos()) {
        pause = Duration.ZERO;
      }
      while (!engine.isAlive() && !isClosed(pause)) {
        pause = next(pause);
        try {
          engine.restart();
          startedNanos = System.nanoTime();
          listener.accept(engine.name() + " is back at " + engine.address());
          return;
        } catch (RuntimeException e) {
          // Whatever it is, an engine that nobody starts again is worse than one more attempt.
          if (!isClosed(Duration.ZERO)) {
            listener.accept(
                "%s could not be started again, next attempt in %d s: %s"
                    .formatted(engine.name(), pause.toSeconds(), e.getMessage()));
          }
        }
      }
    }
  }

  private static Duration next(Duration pause) {
    Duration doubled = pause.isZero() ? FIRST_PAUSE : pause.multipliedBy(2);
    return doubled.compareTo(LONGEST_PAUSE) < 0 ? doubled : LONGEST_PAUSE;
  }

  /** Waits at most that long for the close. */
  private boolean isClosed(Duration wait) {
    try {
      return closing.await(wait.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      // Only close() interrupts these threads.
      Thread.currentThread().interrupt();
      return true;
    }
  }

  /** Ends the attempts that are under way; no engine is started any more when this returns. */
  @Override
  public void close() {
    List<Thread> running;
    synchronized (this) {
      closing.countDown();
      running = List.copyOf(restarts);
    }
    running.forEach(Thread::interrupt);
    for (Thread thread : running) {
      try {
        thread.join();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
  }
}

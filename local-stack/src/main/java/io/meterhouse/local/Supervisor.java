package io.meterhouse.local;

import io.meterhouse.local.process.Engine;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/** Starts engines again that died unasked, with a growing pause between attempts. */
final class Supervisor implements AutoCloseable {

  private static final Duration FIRST_PAUSE = Duration.ofSeconds(1);
  private static final Duration LONGEST_PAUSE = Duration.ofSeconds(30);

  private final CountDownLatch closing = new CountDownLatch(1);
  private final List<Thread> restarts = new ArrayList<>();

  void watch(Engine engine, Consumer<String> listener) {
    engine.onUnexpectedExit(
        message -> {
          listener.accept(message);
          // The caller is the watcher of the dead process; the new one has a watcher of its own.
          restart(engine, listener);
        });
  }

  private synchronized void restart(Engine engine, Consumer<String> listener) {
    if (closing.getCount() > 0) {
      restarts.removeIf(thread -> !thread.isAlive());
      restarts.add(
          Thread.ofVirtual()
              .name("restart " + engine.name())
              .start(() -> restartUntilItRuns(engine, listener)));
    }
  }

  private void restartUntilItRuns(Engine engine, Consumer<String> listener) {
    Duration pause = FIRST_PAUSE;
    while (closing.getCount() > 0) {
      try {
        engine.restart();
        listener.accept(engine.name() + " is back at " + engine.address());
        return;
      } catch (RuntimeException e) {
        // Whatever it is, an engine that nobody starts again is worse than one more attempt.
        if (isClosed(Duration.ZERO)) {
          return;
        }
        listener.accept(
            "%s could not be started again, next attempt in %d s: %s"
                .formatted(engine.name(), pause.toSeconds(), e.getMessage()));
      }
      if (isClosed(pause)) {
        return;
      }
      pause =
          pause.multipliedBy(2).compareTo(LONGEST_PAUSE) < 0
              ? pause.multipliedBy(2)
              : LONGEST_PAUSE;
    }
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

package io.meterhouse.ratingengine;

import io.meterhouse.kit.lifecycle.Watched;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Calls a task again and again: at once while it has work, else after a pause; never dies of it.
 */
final class RepeatingTask implements AutoCloseable, Watched {

  private static final Logger LOG = LoggerFactory.getLogger(RepeatingTask.class);

  private final String name;
  private final BooleanSupplier task;
  private final RatingLimits limits;
  private final Semaphore wake = new Semaphore(0);
  private final Thread thread;
  private volatile boolean closed;

  /**
   * @param task true: there may be more to do
   */
  RepeatingTask(String name, BooleanSupplier task, RatingLimits limits) {
    this.name = name;
    this.task = task;
    this.limits = limits;
    this.thread = Thread.ofPlatform().name(name).unstarted(this::run);
  }

  void start() {
    thread.start();
  }

  @Override
  public Optional<String> problem() {
    return thread.isAlive() ? Optional.empty() : Optional.of(name + " has ended, the log says why");
  }

  /** Ends after the task's present call. */
  @Override
  public void close() {
    closed = true;
    wake.release();
    try {
      thread.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void run() {
    int failures = 0;
    while (!closed) {
      Duration pause;
      try {
        pause = task.getAsBoolean() ? Duration.ZERO : limits.debounce();
        failures = 0;
      } catch (RuntimeException e) {
        failures++;
        pause = limits.pauseAfter(failures);
        LOG.warn("{} failed and is tried again in {} ms", name, pause.toMillis(), e);
      }
      if (!sleep(pause)) {
        return;
      }
    }
  }

  private boolean sleep(Duration pause) {
    try {
      if (wake.tryAcquire(pause.toMillis(), TimeUnit.MILLISECONDS)) {
        wake.drainPermits();
      }
      return true;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }
}

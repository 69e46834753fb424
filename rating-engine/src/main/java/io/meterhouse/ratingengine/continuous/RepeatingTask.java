package io.meterhouse.ratingengine.continuous;

import io.meterhouse.kit.lifecycle.BackgroundLoop;
import io.meterhouse.kit.lifecycle.Watched;
import java.util.Optional;
import java.util.function.BooleanSupplier;

/** Calls a task again and again: at once while it has work, else after a pause. */
public final class RepeatingTask implements AutoCloseable, Watched {

  private final BooleanSupplier task;
  private final BackgroundLoop loop;

  /**
   * @param task true: there may be more to do
   */
  public RepeatingTask(String name, BooleanSupplier task, RatingLimits limits) {
    this.task = task;
    this.loop = new BackgroundLoop(name, limits.debounce(), limits::pauseAfter, this::turn);
  }

  /** Begins to repeat it. */
  public void start() {
    loop.start();
  }

  @Override
  public Optional<String> problem() {
    return loop.problem();
  }

  /** Waits for the task's present call, but not for ever. */
  @Override
  public void close() {
    loop.close();
  }

  private void turn() {
    if (task.getAsBoolean()) {
      loop.wake();
    }
  }
}

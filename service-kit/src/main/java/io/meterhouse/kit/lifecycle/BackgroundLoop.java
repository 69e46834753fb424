package io.meterhouse.kit.lifecycle;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.IntFunction;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes a step again and again on a thread of its own. A step that fails is taken again at the next
 * turn; {@link #problem()} tells of it meanwhile, and the log when it begins, changes its kind or
 * ends. An {@link Error} ends the loop for good, which is told as well.
 */
public final class BackgroundLoop implements AutoCloseable, Watched {

  private static final Logger LOG = LoggerFactory.getLogger(BackgroundLoop.class);
  private static final Duration CLOSE_TIMEOUT = Duration.ofSeconds(20);

  private final String name;
  private final Duration interval;
  private final IntFunction<Duration> pauseAfterFailures;
  private final Step step;
  private final Semaphore wake = new Semaphore(0);
  private final Thread thread;
  private volatile State state = new State.Working();

  /** In a row; of the loop's thread. */
  private int failures;

  private volatile boolean stopping;

  /** What is done at each turn, on the loop's thread alone. */
  @FunctionalInterface
  public interface Step extends AutoCloseable {

    /** Failing is fine: there is a next time. */
    void take() throws Exception;

    /** Called once, after the last turn. */
    @Override
    default void close() {}
  }

  private sealed interface State {
    record Working() implements State {}

    record Failing(Class<?> kind) implements State {}

    record Ended() implements State {}
  }

  /**
   * @param name of the thread, and of the loop in what is logged and told
   * @param interval between the end of a turn and the next one
   */
  public BackgroundLoop(String name, Duration interval, Step step) {
    this(name, interval, _ -> interval, step);
  }

  /**
   * @param interval between the end of a turn that did not fail and the next one
   * @param pauseAfterFailures as many in a row, the first being 1
   */
  public BackgroundLoop(
      String name, Duration interval, IntFunction<Duration> pauseAfterFailures, Step step) {
    this.name = name;
    this.interval = interval;
    this.pauseAfterFailures = pauseAfterFailures;
    this.step = step;
    this.thread = Thread.ofPlatform().name(name).daemon().unstarted(this::run);
  }

  /** Begins with a turn at once. */
  public void start() {
    thread.start();
  }

  /** Lets the next turn come now; does not wait. */
  public void wake() {
    wake.release();
  }

  /** Whether a step that takes long should end early. */
  public boolean isStopping() {
    return stopping;
  }

  @Override
  public Optional<String> problem() {
    return switch (state) {
      case State.Working _ -> Optional.empty();
      case State.Failing _ -> Optional.of(name + " fails, the log says why");
      case State.Ended _ -> Optional.of(name + " has ended, the log says why");
    };
  }

  /** Waits for the present turn, but not for ever. */
  @Override
  public void close() {
    stopping = true;
    wake();
    if (thread.getState() == Thread.State.NEW) {
      step.close();
      return;
    }
    try {
      if (!thread.join(CLOSE_TIMEOUT)) {
        LOG.warn("{} did not stop within {}", name, CLOSE_TIMEOUT);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void run() {
    try (step) {
      while (!stopping) {
        turn();
        pause();
      }
    } catch (InterruptedException e) {
      LOG.error("{} was interrupted and ends", name, e);
      Thread.currentThread().interrupt();
    } catch (RuntimeException | Error e) {
      LOG.error("{} ends", name, e);
    } finally {
      state = new State.Ended();
    }
  }

  private void turn() throws InterruptedException {
    try {
      step.take();
      if (state instanceof State.Failing) {
        LOG.info("{} works again", name);
      }
      state = new State.Working();
      failures = 0;
    } catch (InterruptedException e) {
      throw e;
    } catch (Exception e) {
      State failing = new State.Failing(e.getClass());
      if (!failing.equals(state)) {
        LOG.warn("{} fails and is tried again", name, e);
      }
      state = failing;
      failures++;
    }
  }

  private void pause() throws InterruptedException {
    Duration pause = failures == 0 ? interval : pauseAfterFailures.apply(failures);
    if (wake.tryAcquire(pause.toMillis(), TimeUnit.MILLISECONDS)) {
      wake.drainPermits();
    }
  }
}

package io.meterhouse.kit.lifecycle;

import io.meterhouse.kit.config.StartupConfig;
import java.time.Duration;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Tries to reach an engine until it answers or the start's patience ends. */
public final class EngineWait {

  private static final Logger LOG = LoggerFactory.getLogger(EngineWait.class);
  private static final Duration PAUSE = Duration.ofMillis(200);

  private EngineWait() {}

  /**
   * The result of the first {@code attempt} that does not throw.
   *
   * @throws StartupException naming engine, address and remedy when the time is over; a {@code
   *     StartupException} of the attempt itself is final and passes at once
   */
  public static <T> T until(Engine engine, StartupConfig startup, Callable<T> attempt) {
    long deadline = System.nanoTime() + startup.timeout().toNanos();
    boolean told = false;
    while (true) {
      Exception failure;
      try {
        return attempt.call();
      } catch (StartupException e) {
        throw e;
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new StartupException("interrupted while waiting for " + engine.name(), e);
      } catch (Exception e) {
        failure = e;
      }
      if (System.nanoTime() - deadline >= 0) {
        throw gaveUp(engine, startup, failure);
      }
      if (!told) {
        LOG.info("waiting for {} at {}", engine.name(), engine.address());
        told = true;
      }
      pause(engine);
    }
  }

  private static StartupException gaveUp(Engine engine, StartupConfig startup, Exception failure) {
    return new StartupException(
        engine.name()
            + " at "
            + engine.address()
            + " did not answer within "
            + startup.timeout().toMillis()
            + " ms ("
            + rootMessage(failure)
            + "). Start it, correct "
            + engine.setting()
            + ", or wait longer with METERHOUSE_STARTUP_TIMEOUT.",
        failure);
  }

  private static @Nullable String rootMessage(Throwable failure) {
    Throwable root = failure;
    for (@Nullable Throwable next = failure; next != null; next = next.getCause()) {
      root = next;
    }
    return root.getMessage() == null ? root.getClass().getSimpleName() : root.getMessage();
  }

  private static void pause(Engine engine) {
    try {
      Thread.sleep(PAUSE);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new StartupException("interrupted while waiting for " + engine.name(), e);
    }
  }
}

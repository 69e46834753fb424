package io.meterhouse.local;

import io.meterhouse.local.process.Engine;
import io.meterhouse.local.process.EngineStartException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionService;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorCompletionService;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Starts engines side by side: all of them, or none. */
final class ParallelStart {

  private ParallelStart() {}

  /**
   * The started engines, in no particular order. When one fails, those that are still starting are
   * interrupted, those that have started are stopped, and the first failure is thrown.
   */
  static List<Engine> all(List<Supplier<? extends Engine>> starts) {
    List<Engine> started = new ArrayList<>();
    EngineStartException failure = null;
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      CompletionService<Engine> results = new ExecutorCompletionService<>(threads);
      starts.forEach(start -> results.submit(start::get));
      for (int i = 0; i < starts.size(); i++) {
        try {
          started.add(results.take().get());
        } catch (ExecutionException e) {
          failure = failure == null ? asStartFailure(e.getCause()) : failure;
          threads.shutdownNow();
        } catch (InterruptedException e) {
          failure = new EngineStartException("interrupted while the engines were starting", e);
          threads.shutdownNow();
        }
      }
    }
    if (failure != null) {
      LocalStack.stop(started);
      throw failure;
    }
    return started;
  }

  private static EngineStartException asStartFailure(@Nullable Throwable cause) {
    return cause instanceof EngineStartException known
        ? known
        : new EngineStartException("an engine could not be started: " + cause, cause);
  }
}

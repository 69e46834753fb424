package io.meterhouse.benchmarks.load;

import io.meterhouse.benchmarks.BenchmarkException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;
import org.HdrHistogram.Histogram;
import org.jspecify.annotations.Nullable;

/** Connections that send side by side, each on a thread of its own, until their pace ends. */
public final class Load {

  private static final int SIGNIFICANT_DIGITS = 3;

  private final Pace pace;
  private final CountDownLatch start = new CountDownLatch(1);
  private final AtomicReference<@Nullable Throwable> failure = new AtomicReference<>();
  private volatile long startNanos;

  private Load(Pace pace) {
    this.pace = pace;
  }

  /**
   * What was done.
   *
   * @param requests all answered as they should be
   * @param elapsed from the start to the last answer
   * @param latency in nanoseconds, from when a request was meant to be sent
   */
  public record Result(long requests, Duration elapsed, Histogram latency) {}

  /**
   * Runs it to its end; the connections stay open.
   *
   * @throws BenchmarkException with the first failure of any of them, which stops all
   */
  public static Result run(List<? extends Exchange> connections, Pace pace) {
    return new Load(pace).run(connections);
  }

  private Result run(List<? extends Exchange> connections) {
    List<Sender> senders = connections.stream().map(Sender::new).toList();
    List<Thread> threads = new ArrayList<>();
    for (Sender sender : senders) {
      threads.add(Thread.ofPlatform().daemon().name("load-" + threads.size()).start(sender));
    }
    startNanos = System.nanoTime();
    start.countDown();
    for (Thread thread : threads) {
      join(thread);
    }
    Throwable failed = failure.get();
    if (failed != null) {
      throw new BenchmarkException("the load failed: " + failed.getMessage(), failed);
    }
    return sum(senders);
  }

  private static Result sum(List<Sender> senders) {
    Histogram latency = new Histogram(SIGNIFICANT_DIGITS);
    long lastNanos = 1;
    for (Sender sender : senders) {
      latency.add(sender.latency);
      lastNanos = Math.max(lastNanos, sender.lastNanos);
    }
    return new Result(latency.getTotalCount(), Duration.ofNanos(lastNanos), latency);
  }

  private static void join(Thread thread) {
    try {
      thread.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new BenchmarkException("interrupted", e);
    }
  }

  /** One connection at work; read by others after its thread has ended. */
  private final class Sender implements Runnable {

    private final Exchange exchange;
    private final Histogram latency = new Histogram(SIGNIFICANT_DIGITS);
    private long lastNanos;

    Sender(Exchange exchange) {
      this.exchange = exchange;
    }

    @Override
    public void run() {
      try {
        start.await();
        OptionalLong turn = pace.awaitTurn(startNanos);
        while (turn.isPresent() && failure.get() == null) {
          exchange.perform();
          lastNanos = System.nanoTime() - startNanos;
          latency.recordValue(lastNanos - turn.getAsLong());
          turn = pace.awaitTurn(startNanos);
        }
      } catch (RuntimeException | Error | InterruptedException e) {
        // Told by the thread that waits for this one.
        failure.compareAndSet(null, e);
      }
    }
  }
}

package io.meterhouse.allinone.demo;

import java.io.PrintStream;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Runs the main job against a running Meterhouse: creates a tenant, meters and prices, replays
 * usage, shows how it is accepted, counted and billed, and ends with the figures and their proof.
 */
public final class Demo {

  private static final long SEED = 42;
  private static final int MAX_REQUESTS = 1_000_000;
  private static final Duration LOOK_EVERY = Duration.ofMillis(500);
  private static final Duration SETTLE_WITHIN = Duration.ofMinutes(3);

  private final Workload workload;
  private final InstantSource clock;
  private final PrintStream out;

  private Demo(Workload workload, InstantSource clock, PrintStream out) {
    this.workload = workload;
    this.clock = clock;
    this.out = out;
  }

  /**
   * Reads the workload of a demo, before anything is started.
   *
   * @param trace a CSV to replay; null makes up a workload that ends now
   * @param requests how many requests are made up
   * @throws DemoException if the file cannot be read, or there are no requests to make up
   */
  public static Demo prepare(
      @Nullable Path trace, int requests, InstantSource clock, PrintStream out) {
    if (requests < 1 || requests > MAX_REQUESTS) {
      throw new DemoException("requests: %d (expected: 1 to %d)".formatted(requests, MAX_REQUESTS));
    }
    Workload workload =
        trace == null ? LlmWorkload.of(SEED, requests, clock.instant()) : TraceFile.read(trace);
    return new Demo(workload, clock, out);
  }

  /**
   * Runs against the Meterhouse at an address such as {@code http://127.0.0.1:8080}.
   *
   * @throws DemoException if it does not answer as it should, or not everything arrives in time
   */
  public void run(String baseUrl, String token) {
    try (MeterhouseClient client = new MeterhouseClient(baseUrl, token)) {
      new DemoTenant(client).create();
      DemoFigures figures = new DemoFigures(client);
      Replay replay = new Replay(client);
      // A data directory of an earlier run may still hold events on their way to the ledger.
      Instant begin = clock.instant();
      await("a watermark of " + begin, figures, () -> isFresh(figures, begin), () -> {});
      long acceptedBefore = figures.ledger().accepted();
      out.printf("replaying %,d events%n", workload.lines().size());
      Progress progress = new Progress(out, replay, figures);
      CompletableFuture<Void> posting = CompletableFuture.runAsync(() -> replay.post(workload));
      while (!isDone(posting)) {
        progress.show();
      }
      settle(progress, figures, acceptedBefore + replay.accepted());
      progress.end();
      new DemoReport(out, figures).print(replay);
    }
  }

  /** Waits a moment for the posting to end. */
  private static boolean isDone(CompletableFuture<Void> posting) {
    try {
      posting.get(LOOK_EVERY.toMillis(), TimeUnit.MILLISECONDS);
      return true;
    } catch (TimeoutException e) {
      return false;
    } catch (ExecutionException e) {
      throw e.getCause() instanceof DemoException known
          ? known
          : new DemoException("replay failed", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new DemoException("interrupted", e);
    }
  }

  /** Waits until everything that was accepted is in the ledger, in the usage and on the bill. */
  private void settle(Progress progress, DemoFigures figures, long accepted) {
    Instant lastAccepted = clock.instant();
    await(
        "accepted = %d in the ledger, in the usage and on the bill".formatted(accepted),
        figures,
        () -> isSettled(figures, accepted, lastAccepted),
        progress::show);
  }

  private void await(
      String expected, DemoFigures figures, BooleanSupplier condition, Runnable meanwhile) {
    Instant deadline = clock.instant().plus(SETTLE_WITHIN);
    CompletableFuture<Void> never = new CompletableFuture<>();
    while (!condition.getAsBoolean()) {
      if (clock.instant().isAfter(deadline)) {
        throw new DemoException(
            "not everything arrived within %s: %s, watermark %s (expected: %s); the log tells why"
                .formatted(SETTLE_WITHIN, figures.ledger(), figures.watermark(), expected));
      }
      meanwhile.run();
      isDone(never);
    }
  }

  private static boolean isSettled(DemoFigures figures, long accepted, Instant lastAccepted) {
    if (!isFresh(figures, lastAccepted)) {
      return false;
    }
    DemoFigures.Ledger ledger = figures.ledger();
    // More than we were told: an answer that got lost was posted again, and is a duplicate.
    return ledger.balanced() && ledger.accepted() >= accepted && isBilled(figures);
  }

  private static boolean isFresh(DemoFigures figures, Instant since) {
    String watermark = figures.watermark();
    return watermark != null && !Instant.parse(watermark).isBefore(since);
  }

  private static boolean isBilled(DemoFigures figures) {
    List<DemoFigures.Item> items = figures.items();
    return DemoTenant.PRICED_METERS.stream()
        .allMatch(meter -> figures.total(meter).compareTo(billed(items, meter)) == 0);
  }

  private static BigDecimal billed(List<DemoFigures.Item> items, String meter) {
    return items.stream()
        .filter(item -> item.meter().equals(meter))
        .map(DemoFigures.Item::quantity)
        .reduce(BigDecimal.ZERO, BigDecimal::add);
  }
}

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
import org.jspecify.annotations.Nullable;

/**
 * Runs the main job against a running Meterhouse: creates a tenant, meters and prices, replays
 * usage, shows how it is accepted, counted and billed, and ends with the figures and their proof.
 */
public final class Demo {

  private static final long SEED = 42;
  private static final int REQUESTS = 20_000;
  private static final Duration LOOK_EVERY = Duration.ofMillis(500);
  private static final Duration SETTLE_WITHIN = Duration.ofMinutes(3);

  private final MeterhouseClient client;
  private final DemoFigures figures;
  private final Replay replay;
  private final InstantSource clock;
  private final PrintStream out;

  private Demo(MeterhouseClient client, InstantSource clock, PrintStream out) {
    this.client = client;
    this.figures = new DemoFigures(client);
    this.replay = new Replay(client);
    this.clock = clock;
    this.out = out;
  }

  /**
   * Reads the workload of a demo, before anything is started.
   *
   * @param trace a CSV to replay; null makes up a workload that ends now
   * @throws DemoException if the file cannot be read
   */
  public static Runnable prepare(
      String baseUrl, @Nullable Path trace, InstantSource clock, PrintStream out) {
    Workload workload =
        trace == null ? LlmWorkload.of(SEED, REQUESTS, clock.instant()) : TraceFile.read(trace);
    return () -> {
      try (MeterhouseClient client = new MeterhouseClient(baseUrl)) {
        new Demo(client, clock, out).run(workload);
      }
    };
  }

  private void run(Workload workload) {
    new DemoTenant(client).create();
    DemoFigures.Ledger before = figures.ledger();
    out.printf("replaying %,d events%n", workload.lines().size());
    Progress progress = new Progress(out, replay, figures);
    CompletableFuture<Void> posting = CompletableFuture.runAsync(() -> replay.post(workload));
    while (!isDone(posting)) {
      progress.show();
    }
    settle(progress, before.accepted() + replay.accepted(), clock.instant());
    progress.end();
    new DemoReport(out, figures).print(replay.accepted(), replay.refused());
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
  private void settle(Progress progress, long accepted, Instant lastAccepted) {
    Instant deadline = clock.instant().plus(SETTLE_WITHIN);
    CompletableFuture<Void> never = new CompletableFuture<>();
    while (!isSettled(accepted, lastAccepted)) {
      if (clock.instant().isAfter(deadline)) {
        throw new DemoException(
            "not everything arrived within %s: %s (expected: accepted=%d), watermark %s; see the logs of the engines"
                .formatted(SETTLE_WITHIN, figures.ledger(), accepted, figures.watermark()));
      }
      progress.show();
      isDone(never);
    }
  }

  private boolean isSettled(long accepted, Instant lastAccepted) {
    String watermark = figures.watermark();
    if (watermark == null || Instant.parse(watermark).isBefore(lastAccepted)) {
      return false;
    }
    DemoFigures.Ledger ledger = figures.ledger();
    return ledger.balanced() && ledger.accepted() == accepted && isBilled(figures.items());
  }

  private boolean isBilled(List<DemoFigures.Item> items) {
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

package io.meterhouse.benchmarks.rate;

import io.meterhouse.benchmarks.BenchmarkException;
import io.meterhouse.benchmarks.engines.Waiting;
import io.meterhouse.kit.kafka.Topic;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.HdrHistogram.Histogram;

/**
 * Changes usage at a steady rate, and looks from another thread when its items have followed. Each
 * tenth of a second its changes go to ClickHouse in one insert, to Kafka, and then the sink's
 * progress says so.
 */
final class RunningCost {

  private static final long TICK_NANOS = 100_000_000;
  private static final double NANOS_A_SECOND = 1_000_000_000.0;
  private static final int DIGITS = 3;
  private static final Duration PATIENCE = Duration.ofMinutes(5);

  private final UsageFeed feed;
  private final RateTopics topics;
  private final Ledger ledger;
  private final Map<Pair.Key, UUID> items;
  private final Map<UUID, Awaited> awaited = new ConcurrentHashMap<>();
  private final Histogram nanos = new Histogram(DIGITS);

  /**
   * @param items of all pairs
   */
  RunningCost(UsageFeed feed, RateTopics topics, Ledger ledger, Map<Pair.Key, UUID> items) {
    this.feed = feed;
    this.topics = topics;
    this.ledger = ledger;
    this.items = items;
  }

  private record Awaited(BigDecimal quantity, long acknowledgedNanos) {}

  /** By so much the first window of a pair grows. */
  static final BigDecimal MORE = new BigDecimal("12.5");

  /** What a changed pair has used. */
  static BigDecimal used(Pair pair) {
    return Pairs.used(pair).add(MORE);
  }

  /** From the acknowledgement of each change until its item has the new quantity. */
  Histogram follow(List<Pair> changed, double aSecond) {
    try (ExecutorService threads = Executors.newSingleThreadExecutor()) {
      Future<?> watching = threads.submit(() -> watch(changed.size()));
      try {
        change(changed, aSecond, watching);
        watching.get();
      } finally {
        watching.cancel(true);
      }
      return nanos;
    } catch (ExecutionException e) {
      throw new BenchmarkException("items that follow a change: " + e.getCause(), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new BenchmarkException("interrupted", e);
    }
  }

  private void change(List<Pair> changed, double aSecond, Future<?> watching) {
    long begin = System.nanoTime();
    int sent = 0;
    for (long tick = 1; sent < changed.size() && !watching.isDone(); tick++) {
      while (System.nanoTime() - begin < tick * TICK_NANOS) {
        Waiting.OFTEN.pause();
      }
      int due = (int) Math.ceil((System.nanoTime() - begin) / NANOS_A_SECOND * aSecond);
      int until = Math.min(changed.size(), due);
      if (until > sent) {
        send(changed.subList(sent, until));
      }
      sent = until;
    }
  }

  private void send(List<Pair> some) {
    List<UsageFeed.Use> uses = new ArrayList<>();
    for (Pair pair : some) {
      uses.add(new UsageFeed.Use(pair, 0, Pairs.used(pair, 0).add(MORE), 2));
    }
    feed.store(uses);
    feed.tell(
        uses,
        use -> {
          UUID item = items.get(use.pair().key());
          if (item != null) {
            awaited.put(item, new Awaited(used(use.pair()), System.nanoTime()));
          }
        });
    feed.stored(topics.ends(Topic.USAGE_AGGREGATES));
  }

  private void watch(int changes) {
    long begin = System.nanoTime();
    long seen = 0;
    while (seen < changes) {
      List<UUID> ids = List.copyOf(awaited.keySet());
      Map<UUID, BigDecimal> now = ledger.quantities(ids);
      long at = System.nanoTime();
      for (Map.Entry<UUID, BigDecimal> item : now.entrySet()) {
        Awaited expected = awaited.get(item.getKey());
        if (expected != null && expected.quantity().compareTo(item.getValue()) == 0) {
          nanos.recordValue(Math.max(0, at - expected.acknowledgedNanos()));
          awaited.remove(item.getKey());
          seen++;
        }
      }
      if (at - begin > PATIENCE.toNanos()) {
        throw new BenchmarkException(
            "items that followed a change: %d after %s (expected: %d)"
                .formatted(seen, PATIENCE, changes));
      }
      Waiting.OFTEN.pause();
    }
  }
}

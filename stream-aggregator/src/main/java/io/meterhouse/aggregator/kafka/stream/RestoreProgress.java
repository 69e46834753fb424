package io.meterhouse.aggregator.kafka.stream;

import io.meterhouse.kit.telemetry.Counts;
import io.meterhouse.kit.telemetry.Metrics;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.streams.processor.StateRestoreListener;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * How far the state of this instance's tasks is restored, that of standbys apart. Counted are
 * places in the changelogs, some of which have no record. Thread-safe.
 */
final class RestoreProgress implements StateRestoreListener {

  private static final Logger LOG = LoggerFactory.getLogger(RestoreProgress.class);
  private static final Duration TELL_EVERY = Duration.ofSeconds(10);

  private final Map<TopicPartition, Store> stores = new ConcurrentHashMap<>();
  private final LongSupplier nanoTime;
  private final Counts restored;
  private final AtomicLong begunNanos = new AtomicLong();
  private final AtomicLong toldNanos = new AtomicLong();

  /**
   * @param nanoTime as {@link System#nanoTime}
   */
  RestoreProgress(LongSupplier nanoTime, Metrics metrics) {
    this.nanoTime = nanoTime;
    restored =
        metrics.counts(
            "meterhouse.stream.restored.records", "records that state was restored from");
    metrics.gauge(
        "meterhouse.stream.restore.remaining.records",
        "records of the changelogs that are still to be restored before the stream job works",
        () -> figures().map(Figures::remaining).orElse(0L));
  }

  /** How much there is to restore, and how much of it is done. */
  record Figures(long restored, long total) {

    long remaining() {
      return total - restored;
    }

    @Override
    public String toString() {
      return "%,d of %,d records".formatted(restored, total);
    }
  }

  private record Store(long begin, long next, long end) {}

  /** Empty where nothing is restored now. */
  Optional<Figures> figures() {
    Figures all =
        stores.values().stream()
            .map(store -> new Figures(store.next() - store.begin(), store.end() - store.begin()))
            .reduce(
                new Figures(0, 0),
                (a, b) -> new Figures(a.restored() + b.restored(), a.total() + b.total()));
    return all.remaining() > 0 ? Optional.of(all) : Optional.empty();
  }

  /** How long it has been restoring; zero where it is not. */
  Duration lasts() {
    return figures().isEmpty()
        ? Duration.ZERO
        : Duration.ofNanos(nanoTime.getAsLong() - begunNanos.get());
  }

  /** All that there was to restore is, or is somebody else's by now. */
  void ended() {
    stores.clear();
  }

  @Override
  public void onRestoreStart(TopicPartition changelog, String store, long begin, long end) {
    boolean isFirst = figures().isEmpty();
    stores.put(changelog, new Store(begin, begin, Math.max(begin, end)));
    if (isFirst && end > begin) {
      begunNanos.set(nanoTime.getAsLong());
      toldNanos.set(begunNanos.get());
      LOG.info("the stream job begins to restore its state");
    }
  }

  @Override
  public void onBatchRestored(
      TopicPartition changelog, String store, long batchEnd, long restoredRecords) {
    stores.computeIfPresent(
        changelog,
        (_, known) ->
            new Store(
                known.begin(), Math.clamp(batchEnd + 1, known.next(), known.end()), known.end()));
    restored.add(restoredRecords);
    long now = nanoTime.getAsLong();
    long told = toldNanos.get();
    if (now - told >= TELL_EVERY.toNanos() && toldNanos.compareAndSet(told, now)) {
      figures().ifPresent(so -> LOG.info("the stream job restores its state: {}", so));
    }
  }

  @Override
  public void onRestoreEnd(TopicPartition changelog, String store, long restoredRecords) {
    boolean wasRestoring = figures().isPresent();
    stores.computeIfPresent(
        changelog, (_, known) -> new Store(known.begin(), known.end(), known.end()));
    if (wasRestoring && figures().isEmpty()) {
      long records = stores.values().stream().mapToLong(each -> each.end() - each.begin()).sum();
      LOG.info(
          "the stream job has restored its state: {} records in {} ms",
          records,
          Duration.ofNanos(nanoTime.getAsLong() - begunNanos.get()).toMillis());
      stores.clear();
    }
  }

  @Override
  public void onRestoreSuspended(TopicPartition changelog, String store, long restoredRecords) {
    stores.remove(changelog);
  }
}

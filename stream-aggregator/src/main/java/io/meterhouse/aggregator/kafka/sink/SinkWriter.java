package io.meterhouse.aggregator.kafka.sink;

import io.meterhouse.aggregator.sink.ProgressStore;
import io.meterhouse.aggregator.sink.RowIsolation;
import io.meterhouse.aggregator.sink.Sink;
import io.meterhouse.aggregator.sink.SinkWriteException;
import java.time.Duration;
import java.util.Collection;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Brings batches into the store, one at a time, on a thread of its own: insert, reject what the
 * table will never take, see that the store still has what it had, record how far. The next batch
 * is gathered meanwhile.
 *
 * <p>Its methods are of one thread, that of its sink.
 *
 * @param <R> a row
 */
final class SinkWriter<R> implements AutoCloseable {

  /** What became of an attempt to bring the batch in. */
  enum Outcome {
    UNDERWAY,
    /** Bad rows were taken out of it, and the rest is to be tried. */
    UNFINISHED,
    /** The store has less than was written to it before: this batch would hide that. */
    STORE_IS_BEHIND,
    /** All of it is in, and recorded. */
    IN
  }

  private static final Logger LOG = LoggerFactory.getLogger(SinkWriter.class);

  private final Sink<R> sink;
  private final String topic;
  private final ProgressStore progress;
  private final Rejections rejections;
  private final Consumer<? super SinkBatch.LeftOut> told;
  private final RowIsolation<R> isolation;
  private final ExecutorService thread;

  /** While an attempt is underway, it is the attempt's alone; null: there is none to bring in. */
  private @Nullable SinkBatch<R> batch;

  /** Null: none is underway. */
  private @Nullable Future<Outcome> attempt;

  /** Partitions that went to somebody else while they were underway. */
  private final Set<Integer> forgotten = new HashSet<>();

  /**
   * @param told of each row that the table refused, on the thread that writes
   */
  SinkWriter(
      Sink<R> sink,
      String topic,
      ProgressStore progress,
      Rejections rejections,
      Consumer<? super SinkBatch.LeftOut> told) {
    this.sink = sink;
    this.topic = topic;
    this.progress = progress;
    this.rejections = rejections;
    this.told = told;
    this.isolation = new RowIsolation<>(sink);
    this.thread =
        Executors.newSingleThreadExecutor(
            Thread.ofPlatform().name("sink-" + sink.name() + "-writer").factory());
  }

  /** Whether it has no batch. */
  boolean isIdle() {
    return batch == null;
  }

  /** Whether it has a batch that no attempt is underway with. */
  boolean isWaiting() {
    return batch != null && attempt == null;
  }

  /** Whether the attempt underway has ended, and {@link #await} returns at once. */
  boolean hasEnded() {
    return attempt != null && attempt.isDone();
  }

  /** Takes a batch, for {@link #attempt}. */
  void take(SinkBatch<R> next) {
    if (batch != null) {
      throw new IllegalStateException("a batch of sink " + sink.name() + " is not in yet");
    }
    batch = next;
    forgotten.clear();
  }

  /**
   * Tries to bring in the batch that is waiting.
   *
   * @param stored partition to next offset, as the store had it when it was looked at last
   */
  void attempt(Map<Integer, Long> stored) {
    SinkBatch<R> waiting = batch;
    if (waiting == null || attempt != null) {
      throw new IllegalStateException("no batch of sink " + sink.name() + " is waiting");
    }
    attempt = thread.submit(() -> bringIn(waiting, stored));
  }

  /**
   * Waits so long at most for the end of the attempt underway. Where it is not {@link Outcome#IN}
   * then, the batch is waiting again.
   *
   * @throws SinkWriteException if it is not certain that the batch is in
   */
  Outcome await(Duration time) {
    Future<Outcome> underway = attempt;
    if (underway == null) {
      throw new IllegalStateException("no attempt of sink " + sink.name() + " is underway");
    }
    try {
      Outcome outcome = underway.get(time.toMillis(), TimeUnit.MILLISECONDS);
      ended();
      return outcome;
    } catch (TimeoutException e) {
      return Outcome.UNDERWAY;
    } catch (ExecutionException e) {
      ended();
      throw failure(e.getCause() == null ? e : e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("sink " + sink.name() + " was interrupted", e);
    }
  }

  /** Partition to next offset of the batch that is in, of those that were not forgotten. */
  Map<Integer, Long> release() {
    SinkBatch<R> in = batch;
    if (in == null || attempt != null) {
      throw new IllegalStateException("no batch of sink " + sink.name() + " has come in");
    }
    batch = null;
    return in.nextOffsets();
  }

  /** Somebody else reads these partitions from now on, or we do, from elsewhere. */
  void forget(Collection<Integer> partitions) {
    if (attempt != null) {
      forgotten.addAll(partitions);
    } else if (batch != null) {
      batch.forget(partitions);
    }
  }

  /** Records that wait for an attempt. */
  int size() {
    return batch == null || attempt != null ? 0 : batch.size();
  }

  /**
   * Returns when no attempt is underway any more. What comes of one is not waited for by anybody.
   */
  @Override
  public void close() {
    thread.close();
    if (attempt != null && attempt.state() == Future.State.FAILED) {
      LOG.warn(
          "sink {}: the last insert before its end failed", sink.name(), attempt.exceptionNow());
    }
  }

  private void ended() {
    attempt = null;
    if (batch != null) {
      batch.forget(forgotten);
    }
    forgotten.clear();
  }

  private Outcome bringIn(SinkBatch<R> rows, Map<Integer, Long> stored) {
    RowIsolation.Pass pass = isolation.write(rows.rows());
    rows.leaveOut(pass.refused()).forEach(told);
    rejections.add(
        rows.leftOut().stream().map(one -> sink.rejection(one.record(), one.reason())).toList());
    rows.rejected();
    if (!pass.complete()) {
      return Outcome.UNFINISHED;
    }
    // Not before the insert: a store that is emptied or restored during it would seem complete.
    if (isBehind(stored)) {
      return Outcome.STORE_IS_BEHIND;
    }
    progress.record(sink.name(), topic, rows.nextOffsets());
    return Outcome.IN;
  }

  private boolean isBehind(Map<Integer, Long> stored) {
    Map<Integer, Long> has = progress.read(sink.name(), topic);
    return stored.entrySet().stream()
        .anyMatch(each -> has.getOrDefault(each.getKey(), 0L) < each.getValue());
  }

  private static RuntimeException failure(Throwable cause) {
    if (cause instanceof Error error) {
      throw error;
    }
    // Nothing that is checked leaves an attempt.
    return cause instanceof RuntimeException known ? known : new IllegalStateException(cause);
  }
}

package io.meterhouse.aggregator.kafka.sink;

import com.google.protobuf.ByteString;
import io.meterhouse.aggregator.kafka.client.CommittedConsumers;
import io.meterhouse.aggregator.sink.ProgressStore;
import io.meterhouse.aggregator.sink.Sink;
import io.meterhouse.aggregator.sink.SinkConfig;
import io.meterhouse.aggregator.sink.SinkRecord;
import io.meterhouse.aggregator.sink.SinkState;
import io.meterhouse.aggregator.sink.SinkWriteException;
import io.meterhouse.aggregator.sink.UnreadableRecordException;
import io.meterhouse.kit.kafka.TraceHeaders;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.clients.consumer.CommitFailedException;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRebalanceListener;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.RebalanceInProgressException;
import org.apache.kafka.common.errors.RetriableException;
import org.apache.kafka.common.errors.WakeupException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Carries one topic into one table: gather a batch, have it written ({@link SinkWriter}) while the
 * next one is gathered, commit. A crash between any two of these repeats rows, which changes
 * nothing. While the store or usage.rejected is away both batches are held, the partitions are
 * paused and the consumer keeps its place in the group.
 *
 * @param <R> a row
 */
final class SinkLoop<R> implements Runnable {

  private static final Logger LOG = LoggerFactory.getLogger(SinkLoop.class);
  private static final Duration LONGEST_POLL = Duration.ofMillis(200);

  /** So often the store is asked what it has while there is nothing to write to it. */
  private static final Duration IDLE_LOOK = Duration.ofSeconds(10);

  private final Sink<R> sink;
  private final String topic;
  private final Consumer<byte[], byte[]> consumer;
  private final SinkConfig config;
  private final SinkWriter<R> writer;
  private final SinkPlaces places;
  private final RecordBytes bytes = new RecordBytes();

  /** That is gathered. */
  private SinkBatch<R> batch = new SinkBatch<>();

  private boolean paused;
  private boolean holding;
  private long lookedNanos;
  private volatile boolean stopping;
  private volatile SinkState state = new SinkState.Working();

  SinkLoop(
      Sink<R> sink,
      TopicConsumer source,
      ProgressStore progress,
      Rejections rejections,
      SinkConfig config) {
    this.sink = sink;
    this.topic = source.topic();
    this.consumer = source.consumer();
    this.config = config;
    this.writer = new SinkWriter<>(sink, topic, progress, rejections, this::tell);
    this.places = new SinkPlaces(sink.name(), topic, consumer, progress);
  }

  /** What a sink reads: a consumer that is not subscribed yet, and the topic. */
  record TopicConsumer(Consumer<byte[], byte[]> consumer, String topic) {}

  SinkState state() {
    return state;
  }

  String name() {
    return sink.name();
  }

  void stop() {
    stopping = true;
    consumer.wakeup();
  }

  @Override
  public void run() {
    try {
      consumer.subscribe(List.of(topic), new Assignment());
      while (!stopping) {
        try {
          step();
        } catch (RetriableException | CommitFailedException | RebalanceInProgressException e) {
          // What was read is still there, is in, or went to somebody who reads it again.
          LOG.warn("sink {}: {}; trying again", sink.name(), e.toString());
        }
      }
      state = new SinkState.Stopped();
    } catch (WakeupException e) {
      state = new SinkState.Stopped();
    } catch (RuntimeException | Error e) {
      LOG.error("sink {} gave up", sink.name(), e);
      state = new SinkState.Failed(e.toString());
    } finally {
      // First: its rows may still be ours, and whoever has them next would write them twice.
      writer.close();
      CommittedConsumers.leave(consumer);
    }
  }

  private void step() {
    for (ConsumerRecord<byte[], byte[]> record : consumer.poll(pollTimeout())) {
      add(record);
    }
    for (TopicPartition partition : places.agreed()) {
      batch.readUpTo(partition.partition(), consumer.position(partition), System.nanoTime());
    }
    if (isDue() || isLookDue() || writer.hasEnded() || writer.isWaiting()) {
      settle();
    }
  }

  private void add(ConsumerRecord<byte[], byte[]> record) {
    if (record.value() == null) {
      // A tombstone of a compacted topic: nothing to write.
      return;
    }
    SinkRecord read =
        new SinkRecord(
            record.partition(),
            record.offset(),
            Instant.ofEpochMilli(record.timestamp()),
            record.key() == null ? ByteString.EMPTY : bytes.keep(record.key()),
            bytes.keep(record.value()),
            TraceHeaders.read(record.headers()));
    try {
      @Nullable R row = sink.read(read);
      if (row != null) {
        batch.add(read, row, sink.bytes(row), System.nanoTime());
      }
    } catch (UnreadableRecordException e) {
      SinkBatch.LeftOut unreadable = new SinkBatch.LeftOut(read, String.valueOf(e.getMessage()));
      batch.leaveOut(unreadable, System.nanoTime());
      tell(unreadable);
    }
  }

  private boolean isDue() {
    return batch.isOpen()
        && (batch.size() >= config.maxRows()
            || batch.bytes() >= config.maxBytes()
            || !waitsFor().isPositive());
  }

  private boolean isLookDue() {
    return !places.isAgreed()
        || (!batch.isOpen() && System.nanoTime() - lookedNanos >= IDLE_LOOK.toNanos());
  }

  private Duration waitsFor() {
    return config.maxDelay().minusNanos(System.nanoTime() - batch.sinceNanos());
  }

  private Duration pollTimeout() {
    if (!batch.isOpen()) {
      return LONGEST_POLL;
    }
    Duration wait = waitsFor();
    return wait.isNegative() ? Duration.ZERO : min(wait, LONGEST_POLL);
  }

  /**
   * Has what was gathered written, if it is time for that, after what was gathered before it is in,
   * however long that takes.
   */
  private void settle() {
    Duration pause = config.retryPause();
    while (!stopping) {
      try {
        if (isIn()) {
          if (isLookDue()) {
            look();
          }
          if (isDue()) {
            depart();
          }
        }
        break;
      } catch (SinkWriteException e) {
        hold(e, pause);
        pause = min(pause.multipliedBy(2), config.maxRetryPause());
      }
    }
    goOn();
  }

  /** Returns when the batch before is in, or it is time to stop. */
  private boolean isIn() {
    while (!writer.isIdle()) {
      if (writer.isWaiting()) {
        // Whatever kept it from coming in may have been the end of what the store had.
        look();
        writer.attempt(places.stored());
      }
      if (writer.await(LONGEST_POLL) == SinkWriter.Outcome.IN) {
        arrived(writer.release());
      } else if (stopping) {
        return false;
      } else {
        keepPlace(Duration.ZERO);
      }
    }
    return true;
  }

  private void depart() {
    sink.gathered();
    writer.take(batch);
    batch = batch.next();
    writer.attempt(places.stored());
  }

  private void arrived(Map<Integer, Long> nextOffsets) {
    places.recorded(nextOffsets);
    lookedNanos = System.nanoTime();
    // Before the commit, which may fail: what is written must not keep its partitions paused.
    goOn();
    Map<TopicPartition, OffsetAndMetadata> commits = new HashMap<>();
    nextOffsets.forEach(
        (partition, offset) ->
            commits.put(new TopicPartition(topic, partition), new OffsetAndMetadata(offset)));
    consumer.commitSync(commits);
  }

  /** Holds what the store has against what it should have, and goes back where that is more. */
  private void look() {
    Set<Integer> moved = places.agree();
    if (!moved.isEmpty()) {
      forget(moved);
    }
    lookedNanos = System.nanoTime();
  }

  private void forget(Collection<Integer> partitions) {
    batch.forget(partitions);
    writer.forget(partitions);
  }

  private void hold(SinkWriteException reason, Duration pause) {
    if (!holding) {
      LOG.warn(
          "sink {} holds {} rows: {}",
          sink.name(),
          writer.size() + batch.size(),
          reason.getMessage());
    }
    holding = true;
    state = new SinkState.Holding(String.valueOf(reason.getMessage()));
    keepPlace(pause);
  }

  /** Nothing comes from paused partitions; polling keeps the place in the group. */
  private void keepPlace(Duration time) {
    paused = true;
    consumer.pause(consumer.assignment());
    if (!consumer.poll(time).isEmpty()) {
      throw new IllegalStateException("records from paused partitions of " + topic);
    }
  }

  private void goOn() {
    if (holding) {
      LOG.info("sink {} goes on", sink.name());
      holding = false;
      state = new SinkState.Working();
    }
    if (paused) {
      // Those that came meanwhile stay paused until their place is agreed on.
      paused = !places.isAgreed();
      consumer.resume(places.agreed());
    }
  }

  private void tell(SinkBatch.LeftOut one) {
    LOG.error(
        "sink {}: {}-{}@{} is left out: {}",
        sink.name(),
        topic,
        one.record().partition(),
        one.record().offset(),
        one.reason());
  }

  private static Duration min(Duration a, Duration b) {
    return a.compareTo(b) <= 0 ? a : b;
  }

  private final class Assignment implements ConsumerRebalanceListener {

    @Override
    public void onPartitionsAssigned(Collection<TopicPartition> partitions) {
      places.assigned(partitions);
      paused = true;
    }

    @Override
    public void onPartitionsRevoked(Collection<TopicPartition> partitions) {
      places.revoked(partitions);
      forget(partitions.stream().map(TopicPartition::partition).toList());
    }
  }
}

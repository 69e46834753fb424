package io.meterhouse.aggregator.kafka;

import com.google.protobuf.UnsafeByteOperations;
import io.meterhouse.aggregator.ProgressStore;
import io.meterhouse.aggregator.RowIsolation;
import io.meterhouse.aggregator.Sink;
import io.meterhouse.aggregator.SinkConfig;
import io.meterhouse.aggregator.SinkRecord;
import io.meterhouse.aggregator.SinkWriteException;
import io.meterhouse.aggregator.UnreadableRecordException;
import io.meterhouse.kit.kafka.TraceHeaders;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.CommitFailedException;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRebalanceListener;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.RebalanceInProgressException;
import org.apache.kafka.common.errors.RetriableException;
import org.apache.kafka.common.errors.WakeupException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Carries one topic into one table: gather, insert, record how far, commit. A crash between any two
 * of these repeats rows, which changes nothing. While the store is away the batch is held, the
 * partitions are paused and the consumer keeps its place in the group.
 *
 * @param <R> a row
 */
final class SinkLoop<R> implements Runnable {

  private static final Logger LOG = LoggerFactory.getLogger(SinkLoop.class);
  private static final Duration LONGEST_POLL = Duration.ofMillis(200);

  private final Sink<R> sink;
  private final String topic;
  private final Consumer<byte[], byte[]> consumer;
  private final ProgressStore progress;
  private final Rejections rejections;
  private final SinkConfig config;
  private final SinkBatch<R> batch = new SinkBatch<>();
  private boolean holding;
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
    this.progress = progress;
    this.rejections = rejections;
    this.config = config;
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
          // The batch is still there, or its partitions went to somebody who reads it again.
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
      SinkConsumers.leave(consumer);
    }
  }

  private void step() {
    for (ConsumerRecord<byte[], byte[]> record : consumer.poll(pollTimeout())) {
      add(record);
    }
    for (TopicPartition partition : consumer.assignment()) {
      batch.readUpTo(partition.partition(), consumer.position(partition), System.nanoTime());
    }
    if (isDue()) {
      flush();
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
            UnsafeByteOperations.unsafeWrap(record.value()),
            TraceHeaders.read(record.headers()));
    try {
      batch.add(read, sink.read(read), System.nanoTime());
    } catch (UnreadableRecordException e) {
      refuse(read, String.valueOf(e.getMessage()));
    }
  }

  private boolean isDue() {
    return batch.isOpen()
        && (batch.rows().size() >= config.maxRows()
            || batch.bytes() >= config.maxBytes()
            || !waitsFor().isPositive());
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

  private void flush() {
    Duration pause = config.retryPause();
    while (!stopping && batch.isOpen()) {
      try {
        write();
        return;
      } catch (SinkWriteException e) {
        hold(e, pause);
        pause = min(pause.multipliedBy(2), config.maxRetryPause());
      }
    }
    release();
  }

  private void write() {
    for (RowIsolation.Refused refused : RowIsolation.write(batch.rows(), sink::write)) {
      refuse(batch.record(refused.index()), refused.reason());
    }
    Map<Integer, Long> nextOffsets = batch.nextOffsets();
    progress.record(sink.name(), topic, nextOffsets);
    batch.done();
    // Before the commit, which may fail: what is written must not keep its partitions paused.
    release();
    Map<TopicPartition, OffsetAndMetadata> commits = new HashMap<>();
    nextOffsets.forEach(
        (partition, offset) ->
            commits.put(new TopicPartition(topic, partition), new OffsetAndMetadata(offset)));
    consumer.commitSync(commits);
  }

  private void hold(SinkWriteException reason, Duration pause) {
    if (!holding) {
      LOG.warn("sink {} holds {} rows: {}", sink.name(), batch.rows().size(), reason.getMessage());
    }
    holding = true;
    state = new SinkState.Holding(String.valueOf(reason.getMessage()));
    consumer.pause(consumer.assignment());
    // Nothing comes from paused partitions; polling keeps the place in the group.
    if (!consumer.poll(pause).isEmpty()) {
      throw new IllegalStateException("records from paused partitions of " + topic);
    }
  }

  private void release() {
    if (holding) {
      LOG.info("sink {} goes on", sink.name());
      holding = false;
      state = new SinkState.Working();
      consumer.resume(consumer.assignment());
    }
  }

  private void refuse(SinkRecord record, String reason) {
    LOG.error(
        "sink {}: {}-{}@{} is left out: {}",
        sink.name(),
        topic,
        record.partition(),
        record.offset(),
        reason);
    rejections.add(sink.rejection(record, reason));
  }

  private static Duration min(Duration a, Duration b) {
    return a.compareTo(b) <= 0 ? a : b;
  }

  private final class Assignment implements ConsumerRebalanceListener {

    @Override
    public void onPartitionsAssigned(Collection<TopicPartition> partitions) {
      if (holding) {
        consumer.pause(partitions);
      }
    }

    @Override
    public void onPartitionsRevoked(Collection<TopicPartition> partitions) {
      batch.forget(partitions.stream().map(TopicPartition::partition).toList());
    }
  }
}

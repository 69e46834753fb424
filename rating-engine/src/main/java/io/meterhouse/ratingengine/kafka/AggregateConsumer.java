package io.meterhouse.ratingengine.kafka;

import io.meterhouse.kit.config.KafkaConfig;
import io.meterhouse.kit.lifecycle.Watched;
import io.meterhouse.ratingengine.ContinuousRating;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.ConsumerRebalanceListener;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.WakeupException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Follows usage.aggregates with a consumer group of its own and drives {@link ContinuousRating} on
 * one thread. Offsets are committed up to what is rated, after the transaction that rated it: a
 * crash only repeats work that changes nothing.
 */
public final class AggregateConsumer implements AutoCloseable, Watched {

  private static final Logger LOG = LoggerFactory.getLogger(AggregateConsumer.class);
  private static final String GROUP = "rating-engine";
  private static final Duration POLL = Duration.ofMillis(100);
  private static final Duration AFTER_FAILURE = Duration.ofSeconds(1);
  private static final Duration CLOSE_TIMEOUT = Duration.ofSeconds(5);

  private final KafkaConsumer<byte[], byte[]> consumer;
  private final String topic;
  private final ContinuousRating rating;
  private final Thread thread;
  private final Map<TopicPartition, Long> committed = new HashMap<>();
  private final CountDownLatch stopping = new CountDownLatch(1);
  private boolean worked;
  private volatile boolean closed;

  /**
   * Of this installation's topic; an instance that is silent for longer than the session timeout
   * loses its work to the others.
   */
  public AggregateConsumer(
      KafkaConfig kafka, Duration sessionTimeout, String topic, ContinuousRating rating) {
    this.consumer =
        new KafkaConsumer<>(
            properties(kafka, sessionTimeout),
            new ByteArrayDeserializer(),
            new ByteArrayDeserializer());
    this.topic = topic;
    this.rating = rating;
    this.thread = Thread.ofPlatform().name("continuous-rating").unstarted(this::run);
  }

  /** Begins to follow. */
  public void start() {
    thread.start();
  }

  @Override
  public Optional<String> problem() {
    return thread.isAlive()
        ? Optional.empty()
        : Optional.of("usage is not rated any more, the log says why");
  }

  @Override
  public void close() {
    closed = true;
    stopping.countDown();
    if (!thread.isAlive()) {
      consumer.close(CloseOptions.timeout(CLOSE_TIMEOUT));
      return;
    }
    consumer.wakeup();
    try {
      thread.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void run() {
    consumer.subscribe(List.of(topic), new Rebalance());
    try {
      while (!closed) {
        turn();
      }
    } catch (InterruptException e) {
      LOG.warn("continuous rating was interrupted and ends", e);
    } finally {
      consumer.close(CloseOptions.timeout(CLOSE_TIMEOUT));
    }
  }

  private void turn() {
    try {
      if (rating.isFull()) {
        consumer.pause(consumer.assignment());
      } else {
        consumer.resume(consumer.paused());
      }
      for (ConsumerRecord<byte[], byte[]> changed : consumer.poll(worked ? Duration.ZERO : POLL)) {
        AggregateReader.read(changed.key(), changed.partition(), changed.offset())
            .ifPresent(
                read ->
                    rating.add(
                        read.usage(), read.windowStart(), changed.partition(), changed.offset()));
      }
      worked = rating.round();
      commit();
    } catch (WakeupException e) {
      LOG.debug("woken up to stop");
    } catch (InterruptException e) {
      throw e;
    } catch (RuntimeException e) {
      LOG.warn("usage.aggregates cannot be followed for now, trying again", e);
      pause();
    }
  }

  private void pause() {
    try {
      if (stopping.await(AFTER_FAILURE.toMillis(), TimeUnit.MILLISECONDS)) {
        LOG.debug("stopping");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void commit() {
    Map<Integer, Long> positions = new HashMap<>();
    for (TopicPartition partition : consumer.assignment()) {
      positions.put(partition.partition(), consumer.position(partition));
    }
    Map<TopicPartition, OffsetAndMetadata> ahead = new HashMap<>();
    rating
        .safeOffsets(positions)
        .forEach(
            (partition, offset) -> {
              TopicPartition key = new TopicPartition(topic, partition);
              if (!offset.equals(committed.get(key))) {
                ahead.put(key, new OffsetAndMetadata(offset));
              }
            });
    if (!ahead.isEmpty()) {
      consumer.commitSync(ahead);
      ahead.forEach((partition, offset) -> committed.put(partition, offset.offset()));
    }
  }

  private static Map<String, Object> properties(KafkaConfig kafka, Duration sessionTimeout) {
    Map<String, Object> properties = kafka.clientProperties();
    properties.put("group.id", kafka.topicPrefix() + GROUP);
    properties.put("isolation.level", "read_committed");
    properties.put("auto.offset.reset", "earliest");
    properties.put("enable.auto.commit", "false");
    properties.put("max.poll.records", "5000");
    // After a kill -9 the successor waits this long for its predecessor, who still seems to work.
    properties.put("session.timeout.ms", Long.toString(sessionTimeout.toMillis()));
    properties.put("heartbeat.interval.ms", Long.toString(sessionTimeout.dividedBy(3).toMillis()));
    return properties;
  }

  private final class Rebalance implements ConsumerRebalanceListener {

    @Override
    public void onPartitionsAssigned(Collection<TopicPartition> assigned) {
      LOG.info("rates the changes of {}", assigned);
    }

    /** What pends of them was not committed, so who gets them reads it again. */
    @Override
    public void onPartitionsRevoked(Collection<TopicPartition> revoked) {
      for (TopicPartition partition : revoked) {
        rating.forget(partition.partition());
        committed.remove(partition);
      }
    }
  }
}

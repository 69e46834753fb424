package io.meterhouse.ratingengine.kafka;

import io.meterhouse.kit.config.KafkaConfig;
import io.meterhouse.kit.kafka.ClientMeters;
import io.meterhouse.kit.kafka.TraceHeaders;
import io.meterhouse.kit.lifecycle.BackgroundLoop;
import io.meterhouse.kit.lifecycle.Watched;
import io.meterhouse.kit.telemetry.Telemetry;
import io.meterhouse.kit.telemetry.Tracing;
import io.meterhouse.ratingengine.continuous.ContinuousRating;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.ConsumerRebalanceListener;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.WakeupException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.jspecify.annotations.Nullable;
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
  private final BackgroundLoop loop;
  private final Map<TopicPartition, Long> committed = new HashMap<>();
  private final Set<String> traces = new LinkedHashSet<>();
  private Tracing tracing = Tracing.off();
  private @Nullable ClientMeters meters;
  private volatile int pendingKeys;
  private boolean worked;

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
    this.loop =
        new BackgroundLoop("continuous-rating", Duration.ZERO, _ -> AFTER_FAILURE, new Following());
  }

  /** Tells of its work; to be called before {@link #start()}, if at all. */
  public void measure(Telemetry telemetry) {
    tracing = telemetry.tracing();
    meters = ClientMeters.of(consumer, "rating", telemetry.metrics());
    telemetry
        .metrics()
        .gauge(
            "meterhouse.rating.pending.keys",
            "usage keys and months that changed and are not rated yet",
            () -> pendingKeys);
  }

  /** Begins to follow. */
  public void start() {
    loop.start();
  }

  @Override
  public Optional<String> problem() {
    return loop.problem().or(rating::problem);
  }

  /** Waits for the present round, but not for ever. */
  @Override
  public void close() {
    if (meters != null) {
      meters.close();
    }
    consumer.wakeup();
    loop.close();
  }

  private void turn() {
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
      note(TraceHeaders.read(changed.headers()));
    }
    pendingKeys = rating.pendingKeys();
    rate();
    pendingKeys = rating.pendingKeys();
    commit();
  }

  private void note(@Nullable String traceparent) {
    if (traceparent != null && traces.size() < Tracing.MAX_LINKS) {
      traces.add(traceparent);
    }
  }

  private void rate() {
    Tracing.Work span = tracing.batch("rate", pendingKeys, traces);
    worked = false;
    try {
      worked = rating.round();
    } finally {
      if (worked) {
        span.close();
        traces.clear();
      } else {
        span.discard();
      }
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

  /** Of all instances of the installation. */
  static String group(KafkaConfig kafka) {
    return kafka.topicPrefix() + GROUP;
  }

  private static Map<String, Object> properties(KafkaConfig kafka, Duration sessionTimeout) {
    Map<String, Object> properties = kafka.clientProperties();
    properties.put("group.id", group(kafka));
    properties.put("isolation.level", "read_committed");
    properties.put("auto.offset.reset", "earliest");
    properties.put("enable.auto.commit", "false");
    properties.put("max.poll.records", "5000");
    // After a kill -9 the successor waits this long for its predecessor, who still seems to work.
    properties.put("session.timeout.ms", Long.toString(sessionTimeout.toMillis()));
    properties.put("heartbeat.interval.ms", Long.toString(sessionTimeout.dividedBy(3).toMillis()));
    return properties;
  }

  /** Polling is what it waits with, so turns follow one another at once. */
  private final class Following implements BackgroundLoop.Step {

    @Override
    public void take() {
      try {
        if (consumer.subscription().isEmpty()) {
          consumer.subscribe(List.of(topic), new Rebalance());
        }
        turn();
      } catch (WakeupException e) {
        LOG.debug("woken up to stop", e);
      }
    }

    @Override
    public void close() {
      consumer.close(CloseOptions.timeout(CLOSE_TIMEOUT));
    }
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

package io.meterhouse.aggregator.kafka.recompute;

import io.meterhouse.aggregator.recompute.RecomputeOutcome;
import io.meterhouse.kit.config.KafkaConfig;
import io.meterhouse.kit.kafka.Topic;
import io.meterhouse.kit.kafka.Topics;
import io.meterhouse.schemas.usage.v1.AggregateRecord;
import io.meterhouse.schemas.usage.v1.Recomputed;
import io.meterhouse.schemas.usage.v1.RejectedRecord;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerGroupMetadata;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.jspecify.annotations.Nullable;

/**
 * Writes what was folded together with the place of the group, as one transaction. A worker that
 * was taken for dead can write no more: its group has gone on without it. Not thread-safe.
 */
final class RecomputeWriter implements AutoCloseable {

  /** For one piece with all its windows on a slow machine; nothing is folded meanwhile. */
  private static final Duration TRANSACTION_TIMEOUT = Duration.ofSeconds(60);

  private static final Duration REQUEST_TIMEOUT = Duration.ofSeconds(10);
  private static final Duration DELIVERY_TIMEOUT = Duration.ofSeconds(30);

  /** Below the time in which a consumer has to poll again. */
  private static final Duration BLOCK_TIMEOUT = Duration.ofSeconds(30);

  private final KafkaConfig kafka;
  private final String transactionalId;
  private final String aggregates;
  private final String recomputed;
  private final String rejected;
  private @Nullable Producer<byte[], byte[]> producer;

  RecomputeWriter(KafkaConfig kafka, String transactionalId) {
    Topics topics = new Topics(kafka);
    this.kafka = kafka;
    this.transactionalId = transactionalId;
    this.aggregates = topics.name(Topic.USAGE_AGGREGATES);
    this.recomputed = topics.name(Topic.USAGE_RECOMPUTED);
    this.rejected = topics.name(Topic.USAGE_REJECTED);
  }

  /**
   * Ends what an earlier writer of that name left open, one way or the other, where that was not
   * done yet. The group's place is certain then.
   */
  void open() {
    if (producer != null) {
      return;
    }
    Producer<byte[], byte[]> opened =
        new KafkaProducer<>(properties(), new ByteArraySerializer(), new ByteArraySerializer());
    boolean ready = false;
    try {
      opened.initTransactions();
      ready = true;
      producer = opened;
    } finally {
      if (!ready) {
        opened.close(Duration.ZERO);
      }
    }
  }

  /**
   * Returns when all of it is committed.
   *
   * @throws KafkaException if that is not certain: {@link #open} and the group's place tell then
   */
  void write(
      List<RecomputeOutcome> outcomes,
      Map<TopicPartition, OffsetAndMetadata> places,
      ConsumerGroupMetadata group) {
    open();
    Producer<byte[], byte[]> open = producer;
    if (open == null) {
      throw new IllegalStateException("no producer after it was opened");
    }
    boolean written = false;
    try {
      open.beginTransaction();
      outcomes.forEach(outcome -> send(outcome, open));
      open.sendOffsetsToTransaction(places, group);
      open.commitTransaction();
      written = true;
    } finally {
      if (!written) {
        close();
      }
    }
  }

  /** A send that fails makes the commit fail. */
  @SuppressWarnings("FutureReturnValueIgnored")
  private void send(RecomputeOutcome outcome, Producer<byte[], byte[]> open) {
    for (AggregateRecord window : outcome.windows()) {
      byte[] key = window.getKey().toByteArray();
      open.send(new ProducerRecord<>(aggregates, key, window.toByteArray()));
    }
    byte[] key = outcome.answersKey().getBytes(StandardCharsets.UTF_8);
    for (Recomputed answer : outcome.answers()) {
      open.send(new ProducerRecord<>(recomputed, outcome.partition(), key, answer.toByteArray()));
    }
    for (RejectedRecord misfit : outcome.misfits()) {
      byte[] tenant = misfit.getEvent().getTenantId().getBytes(StandardCharsets.UTF_8);
      open.send(new ProducerRecord<>(rejected, tenant, misfit.toByteArray()));
    }
  }

  private Map<String, Object> properties() {
    Map<String, Object> properties = kafka.clientProperties();
    properties.put(ProducerConfig.TRANSACTIONAL_ID_CONFIG, transactionalId);
    properties.put(
        ProducerConfig.TRANSACTION_TIMEOUT_CONFIG, Math.toIntExact(TRANSACTION_TIMEOUT.toMillis()));
    properties.put(
        ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG, Math.toIntExact(REQUEST_TIMEOUT.toMillis()));
    properties.put(
        ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, Math.toIntExact(DELIVERY_TIMEOUT.toMillis()));
    properties.put(ProducerConfig.MAX_BLOCK_MS_CONFIG, BLOCK_TIMEOUT.toMillis());
    properties.put(ProducerConfig.COMPRESSION_TYPE_CONFIG, "lz4");
    return properties;
  }

  /** What is open is not committed. */
  @Override
  public void close() {
    Producer<byte[], byte[]> open = producer;
    producer = null;
    if (open != null) {
      open.close(Duration.ZERO);
    }
  }
}

package io.meterhouse.aggregator.kafka;

import io.meterhouse.kit.config.KafkaConfig;
import io.meterhouse.kit.kafka.Topic;
import io.meterhouse.kit.kafka.Topics;
import io.meterhouse.schemas.usage.v1.RejectedRecord;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** Writes to usage.rejected what a sink had to leave out. Safe for use by several threads. */
public final class Rejections implements AutoCloseable {

  private static final Duration PATIENCE = Duration.ofHours(1);

  private final KafkaProducer<byte[], byte[]> producer;
  private final String topic;

  public Rejections(KafkaConfig kafka) {
    Map<String, Object> properties = kafka.clientProperties();
    properties.put(ProducerConfig.ACKS_CONFIG, "all");
    properties.put(ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG, true);
    // A sink may not go on without its refusal written: it waits for brokers as long as for the
    // store.
    properties.put(ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, Math.toIntExact(PATIENCE.toMillis()));
    properties.put(ProducerConfig.MAX_BLOCK_MS_CONFIG, PATIENCE.toMillis());
    this.producer =
        new KafkaProducer<>(properties, new ByteArraySerializer(), new ByteArraySerializer());
    this.topic = new Topics(kafka).name(Topic.USAGE_REJECTED);
  }

  /** Returns when the brokers have it. */
  void add(RejectedRecord rejection) {
    byte[] key = rejection.getEvent().getTenantId().getBytes(StandardCharsets.UTF_8);
    try {
      producer.send(new ProducerRecord<>(topic, key, rejection.toByteArray())).get();
    } catch (ExecutionException e) {
      throw new KafkaException("usage.rejected did not take a record", e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new KafkaException("interrupted while writing to usage.rejected", e);
    }
  }

  @Override
  public void close() {
    producer.close();
  }
}

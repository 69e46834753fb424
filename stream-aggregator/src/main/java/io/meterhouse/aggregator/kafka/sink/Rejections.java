package io.meterhouse.aggregator.kafka.sink;

import io.meterhouse.aggregator.sink.SinkWriteException;
import io.meterhouse.kit.config.KafkaConfig;
import io.meterhouse.kit.kafka.Topic;
import io.meterhouse.kit.kafka.Topics;
import io.meterhouse.schemas.usage.v1.RejectedRecord;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** Writes to usage.rejected what a sink had to leave out. Safe for use by several threads. */
public final class Rejections implements AutoCloseable {

  /**
   * A sink that cannot write what it leaves out holds, as where its store is away; so long it takes
   * to know, and to stop.
   */
  private static final Duration PATIENCE = Duration.ofSeconds(20);

  private static final Duration REQUEST_TIMEOUT = Duration.ofSeconds(10);

  private final KafkaProducer<byte[], byte[]> producer;
  private final String topic;

  public Rejections(KafkaConfig kafka) {
    this(kafka, PATIENCE);
  }

  /**
   * @param patience how long {@link #add} waits for brokers to be found, and then for their answer
   */
  Rejections(KafkaConfig kafka, Duration patience) {
    Map<String, Object> properties = kafka.clientProperties();
    properties.put(ProducerConfig.ACKS_CONFIG, "all");
    properties.put(ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG, true);
    properties.put(ProducerConfig.LINGER_MS_CONFIG, 0);
    properties.put(
        ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG,
        Math.toIntExact(Math.min(REQUEST_TIMEOUT.toMillis(), patience.toMillis())));
    properties.put(ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, Math.toIntExact(patience.toMillis()));
    properties.put(ProducerConfig.MAX_BLOCK_MS_CONFIG, patience.toMillis());
    this.producer =
        new KafkaProducer<>(properties, new ByteArraySerializer(), new ByteArraySerializer());
    this.topic = new Topics(kafka).name(Topic.USAGE_REJECTED);
  }

  /**
   * Returns when the brokers have them all.
   *
   * @throws SinkWriteException if that is not certain; to add them again may write some twice
   */
  void add(List<RejectedRecord> rejections) {
    List<Future<RecordMetadata>> sent = new ArrayList<>();
    try {
      for (RejectedRecord rejection : rejections) {
        Future<RecordMetadata> sending = send(rejection);
        if (sending.isDone()) {
          // Refused at once: the others would wait as long for the same.
          sending.get();
        }
        sent.add(sending);
      }
      for (Future<RecordMetadata> sending : sent) {
        sending.get();
      }
    } catch (ExecutionException e) {
      throw notTaken(e.getCause() == null ? e : e.getCause());
    } catch (KafkaException e) {
      throw notTaken(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw notTaken(e);
    }
  }

  private Future<RecordMetadata> send(RejectedRecord rejection) {
    byte[] key = rejection.getEvent().getTenantId().getBytes(StandardCharsets.UTF_8);
    return producer.send(new ProducerRecord<>(topic, key, rejection.toByteArray()));
  }

  private static SinkWriteException notTaken(Throwable cause) {
    return new SinkWriteException(
        "usage.rejected does not take what is left out: " + cause, true, cause);
  }

  @Override
  public void close() {
    producer.close(PATIENCE);
  }
}

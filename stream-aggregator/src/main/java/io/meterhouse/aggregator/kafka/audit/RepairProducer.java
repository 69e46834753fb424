package io.meterhouse.aggregator.kafka.audit;

import io.meterhouse.aggregator.audit.AuditException;
import io.meterhouse.aggregator.audit.RepairLog;
import io.meterhouse.kit.config.KafkaConfig;
import io.meterhouse.kit.kafka.Topic;
import io.meterhouse.kit.kafka.Topics;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** Writes to usage.unique, among the events that are to be folded again. */
public final class RepairProducer implements RepairLog {

  private static final Duration PATIENCE = Duration.ofSeconds(30);
  private static final Duration REQUEST_TIMEOUT = Duration.ofSeconds(10);

  private final KafkaConfig kafka;

  public RepairProducer(KafkaConfig kafka) {
    this.kafka = kafka;
  }

  @Override
  public void ask(List<Wish> wishes) {
    String topic = new Topics(kafka).name(Topic.USAGE_UNIQUE);
    try (Producer<byte[], byte[]> producer =
        new KafkaProducer<>(properties(), new ByteArraySerializer(), new ByteArraySerializer())) {
      List<Future<RecordMetadata>> sent = new ArrayList<>();
      for (Wish wish : wishes) {
        sent.add(
            producer.send(
                new ProducerRecord<>(topic, wish.key().toBytes(), wish.record().toByteArray())));
      }
      for (Future<RecordMetadata> sending : sent) {
        sending.get();
      }
    } catch (ExecutionException | KafkaException e) {
      throw new AuditException("usage.unique does not take what is to be repaired: " + e, e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AuditException("interrupted while asking for the repair", e);
    }
  }

  private Map<String, Object> properties() {
    Map<String, Object> properties = kafka.clientProperties();
    properties.put(ProducerConfig.ACKS_CONFIG, "all");
    properties.put(ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG, true);
    properties.put(ProducerConfig.MAX_BLOCK_MS_CONFIG, PATIENCE.toMillis());
    properties.put(
        ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG, Math.toIntExact(REQUEST_TIMEOUT.toMillis()));
    properties.put(ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, Math.toIntExact(PATIENCE.toMillis()));
    return properties;
  }
}

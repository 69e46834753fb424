package io.meterhouse.aggregator.kafka.stream;

import io.meterhouse.aggregator.kafka.client.CommittedConsumers;
import io.meterhouse.kit.config.KafkaConfig;
import io.meterhouse.kit.kafka.Topic;
import io.meterhouse.kit.kafka.Topics;
import java.time.Duration;
import java.util.List;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.TimeoutException;

/** Asks the brokers; a consumer a question, because it is asked once an assignment at most. */
final class BrokerHistory implements History {

  private static final Duration PATIENCE = Duration.ofMillis(500);

  /** Together less than the life of the transaction in which it is asked. */
  private static final int ATTEMPTS = 10;

  private final KafkaConfig kafka;

  BrokerHistory(KafkaConfig kafka) {
    this.kafka = kafka;
  }

  @Override
  public boolean hasRecords(int partition, long from, long to) {
    TopicPartition at = new TopicPartition(new Topics(kafka).name(Topic.USAGE_UNIQUE), partition);
    try (Consumer<byte[], byte[]> consumer = CommittedConsumers.standalone(kafka)) {
      consumer.assign(List.of(at));
      consumer.seek(at, from);
      for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
        for (ConsumerRecord<byte[], byte[]> record : consumer.poll(PATIENCE)) {
          return record.offset() < to;
        }
        if (consumer.position(at) >= to) {
          return false;
        }
      }
    }
    throw new TimeoutException("%s could not be read from %d to %d".formatted(at, from, to));
  }
}

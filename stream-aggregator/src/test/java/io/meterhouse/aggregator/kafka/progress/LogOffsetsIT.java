package io.meterhouse.aggregator.kafka.progress;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.meterhouse.aggregator.TestTopics;
import io.meterhouse.kit.kafka.Topic;
import io.meterhouse.kit.kafka.Topics;
import io.meterhouse.local.EngineAddresses;
import io.meterhouse.local.junit.Engines;
import java.time.Duration;
import java.util.Map;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** What the brokers say of the logs, with the real broker. */
@ExtendWith(Engines.class)
class LogOffsetsIT {

  private static final Duration PATIENCE = Duration.ofMinutes(8);

  private final TestTopics topics;

  LogOffsetsIT(EngineAddresses engines) {
    topics = new TestTopics(engines.kafkaBootstrapServers(), engines.freshName("offsets"), 2);
  }

  @AfterEach
  void close() {
    topics.close();
  }

  @Test
  void shouldCountWhatAnOpenTransactionHasAppended() throws Exception {
    String unique = new Topics(topics.kafka()).name(Topic.USAGE_UNIQUE);
    Map<String, Object> properties = topics.kafka().clientProperties();
    properties.put(ProducerConfig.TRANSACTIONAL_ID_CONFIG, unique);
    try (LogOffsets log = new LogOffsets(topics.kafka());
        KafkaProducer<byte[], byte[]> producer =
            new KafkaProducer<>(properties, new ByteArraySerializer(), new ByteArraySerializer())) {
      producer.initTransactions();
      producer.beginTransaction();
      producer.send(new ProducerRecord<>(unique, 0, new byte[0], new byte[1])).get();

      assertThat(log.ends(unique)).isEqualTo(Map.of(0, 1L, 1, 0L));
      // A reader of committed records does not get there before the transaction ends.
      try (MarkerGap gap = new MarkerGap(topics.kafka(), unique)) {
        assertThat(gap.firstRecordFrom(0, 0, 1)).isZero();
        producer.abortTransaction();
        await().atMost(PATIENCE).until(() -> gap.firstRecordFrom(0, 0, 1) > 0);
      }
    }
  }
}

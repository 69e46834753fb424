package io.meterhouse.aggregator.kafka.client;

import io.meterhouse.kit.config.KafkaConfig;
import java.time.Duration;
import java.util.Map;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.RangeAssignor;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Consumers of committed records, from the beginning, at the aggregator's terms. */
public final class CommittedConsumers {

  private static final Logger LOG = LoggerFactory.getLogger(CommittedConsumers.class);
  private static final Duration CLOSE_TIMEOUT = Duration.ofSeconds(5);
  private static final int MAX_POLL_RECORDS = 5_000;
  private static final int FETCH_MAX_BYTES = 16 * 1024 * 1024;
  private static final int PARTITION_FETCH_BYTES = 4 * 1024 * 1024;
  private static final int HEARTBEATS_A_SESSION = 3;

  private CommittedConsumers() {}

  /** In a group of its own, as a static member: see {@link InstanceId}. */
  public static Consumer<byte[], byte[]> inGroup(
      KafkaConfig kafka, String sinkName, String instanceId, Duration sessionTimeout) {
    return consumer(
        member(
            kafka,
            kafka.topicPrefix() + "meterhouse-sink-" + sinkName,
            instanceId,
            sessionTimeout));
  }

  /**
   * As {@link #inGroup}, in that group, and so that of two topics with as many partitions one
   * member has the same numbers.
   */
  public static Consumer<byte[], byte[]> ofSeveralTopics(
      KafkaConfig kafka, String group, String instanceId, Duration sessionTimeout) {
    Map<String, Object> properties = member(kafka, group, instanceId, sessionTimeout);
    properties.put(
        ConsumerConfig.PARTITION_ASSIGNMENT_STRATEGY_CONFIG, RangeAssignor.class.getName());
    return consumer(properties);
  }

  private static Map<String, Object> member(
      KafkaConfig kafka, String group, String instanceId, Duration sessionTimeout) {
    Map<String, Object> properties = committed(kafka);
    int sessionMillis = Math.toIntExact(sessionTimeout.toMillis());
    properties.put(ConsumerConfig.GROUP_ID_CONFIG, group);
    properties.put(ConsumerConfig.GROUP_INSTANCE_ID_CONFIG, instanceId);
    properties.put(ConsumerConfig.SESSION_TIMEOUT_MS_CONFIG, sessionMillis);
    properties.put(
        ConsumerConfig.HEARTBEAT_INTERVAL_MS_CONFIG, sessionMillis / HEARTBEATS_A_SESSION);
    properties.put(ConsumerConfig.MAX_POLL_RECORDS_CONFIG, MAX_POLL_RECORDS);
    properties.put(ConsumerConfig.FETCH_MAX_BYTES_CONFIG, FETCH_MAX_BYTES);
    properties.put(ConsumerConfig.MAX_PARTITION_FETCH_BYTES_CONFIG, PARTITION_FETCH_BYTES);
    return properties;
  }

  /** Of partitions that the caller assigns. */
  public static Consumer<byte[], byte[]> standalone(KafkaConfig kafka) {
    return consumer(committed(kafka));
  }

  public static void leave(Consumer<byte[], byte[]> consumer) {
    try {
      consumer.close(
          CloseOptions.timeout(CLOSE_TIMEOUT)
              .withGroupMembershipOperation(CloseOptions.GroupMembershipOperation.LEAVE_GROUP));
    } catch (KafkaException e) {
      LOG.warn("a consumer did not leave its group in order; its session will end by itself", e);
    }
  }

  private static Map<String, Object> committed(KafkaConfig kafka) {
    Map<String, Object> properties = kafka.clientProperties();
    properties.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
    properties.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest");
    properties.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
    return properties;
  }

  private static Consumer<byte[], byte[]> consumer(Map<String, Object> properties) {
    return new KafkaConsumer<>(
        properties, new ByteArrayDeserializer(), new ByteArrayDeserializer());
  }
}

package io.meterhouse.aggregator.kafka.stream;

import io.meterhouse.aggregator.stream.StreamConfig;
import io.meterhouse.kit.config.KafkaConfig;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Properties;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.streams.StreamsConfig;

/** The configuration of the stream job; docs/decisions/0004 says why it is so. */
public final class StreamsProperties {

  /**
   * The brokers abort a transaction that is older. Long enough for a pause of the machine, short
   * because readers of committed records wait so long for one whose writer died for good.
   */
  private static final Duration TRANSACTION_TIMEOUT = Duration.ofSeconds(10);

  /** Changelogs of windowed stores are kept for so much longer than the stores, as by default. */
  static final Duration CHANGELOG_RESERVE = Duration.ofDays(1);

  private static final int HEARTBEATS_A_SESSION = 3;

  private StreamsProperties() {}

  /** The consumer group and the prefix of internal topics. */
  public static String applicationId(KafkaConfig kafka) {
    return kafka.topicPrefix() + "meterhouse-aggregator";
  }

  /** The topic from which a store is restored. */
  static String changelog(KafkaConfig kafka, String store) {
    return applicationId(kafka) + "-" + store + "-changelog";
  }

  static Properties of(KafkaConfig kafka, StreamConfig stream, Path stateDir, String instanceId) {
    Properties properties = new Properties();
    properties.putAll(kafka.clientProperties());
    properties.put(StreamsConfig.APPLICATION_ID_CONFIG, applicationId(kafka));
    properties.put(StreamsConfig.PROCESSING_GUARANTEE_CONFIG, StreamsConfig.EXACTLY_ONCE_V2);
    properties.put(StreamsConfig.NUM_STREAM_THREADS_CONFIG, stream.threads());
    properties.put(StreamsConfig.COMMIT_INTERVAL_MS_CONFIG, stream.commitInterval().toMillis());
    // No store asks for it: see WriteBehind.
    properties.put(StreamsConfig.STATESTORE_CACHE_MAX_BYTES_CONFIG, 0L);
    properties.put(StreamsConfig.STATE_DIR_CONFIG, stateDir.resolve("streams").toString());
    properties.put(StreamsConfig.NUM_STANDBY_REPLICAS_CONFIG, stream.standbyReplicas());
    properties.put(StreamsConfig.REPLICATION_FACTOR_CONFIG, kafka.replication());
    properties.put(
        StreamsConfig.WINDOW_STORE_CHANGE_LOG_ADDITIONAL_RETENTION_MS_CONFIG,
        CHANGELOG_RESERVE.toMillis());
    properties.put(StreamsConfig.ROCKSDB_CONFIG_SETTER_CLASS_CONFIG, BoundedRocksDb.class);
    properties.put(BoundedRocksDb.MEMORY_BYTES, Long.toString(stream.rocksDbBytes()));
    consumer(properties, stream, instanceId);
    producer(properties);
    return properties;
  }

  private static void consumer(Properties properties, StreamConfig stream, String instanceId) {
    long sessionMillis = stream.sessionTimeout().toMillis();
    properties.put(
        StreamsConfig.mainConsumerPrefix(ConsumerConfig.GROUP_INSTANCE_ID_CONFIG), instanceId);
    properties.put(
        StreamsConfig.mainConsumerPrefix(ConsumerConfig.SESSION_TIMEOUT_MS_CONFIG),
        Math.toIntExact(sessionMillis));
    properties.put(
        StreamsConfig.mainConsumerPrefix(ConsumerConfig.HEARTBEAT_INTERVAL_MS_CONFIG),
        Math.toIntExact(sessionMillis / HEARTBEATS_A_SESSION));
    properties.put(
        StreamsConfig.consumerPrefix(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG), "earliest");
  }

  private static void producer(Properties properties) {
    properties.put(
        StreamsConfig.producerPrefix(ProducerConfig.TRANSACTION_TIMEOUT_CONFIG),
        Math.toIntExact(TRANSACTION_TIMEOUT.toMillis()));
    properties.put(StreamsConfig.producerPrefix(ProducerConfig.COMPRESSION_TYPE_CONFIG), "lz4");
  }
}

package io.meterhouse.kit.config;

import java.util.Map;

/**
 * The brokers, and how our topics are named and laid out.
 *
 * @param bootstrapServers {@code host:port}, comma-separated
 * @param topicPrefix stands before every topic name; empty by default
 * @param partitions of each topic that is not fixed to one
 * @param replication copies of each partition
 * @param retention of the topics that records expire from
 */
public record KafkaConfig(
    String bootstrapServers,
    String topicPrefix,
    int partitions,
    int replication,
    TopicRetention retention) {

  /** Checks what the brokers would refuse later and less clearly. */
  public KafkaConfig {
    if (!topicPrefix.matches("[A-Za-z0-9._-]{0,100}")) {
      throw new ConfigurationException(
          "topic prefix: "
              + topicPrefix
              + " (expected: at most 100 letters, digits, dots, hyphens and underscores)");
    }
  }

  /** With records kept as long as by default. */
  public KafkaConfig(String bootstrapServers, String topicPrefix, int partitions, int replication) {
    this(bootstrapServers, topicPrefix, partitions, replication, TopicRetention.DEFAULT);
  }

  /** Reads METERHOUSE_KAFKA_* and METERHOUSE_TOPIC_*. */
  public static KafkaConfig from(Settings settings) {
    return new KafkaConfig(
        settings.required("METERHOUSE_KAFKA_BOOTSTRAP_SERVERS"),
        settings.string("METERHOUSE_TOPIC_PREFIX"),
        settings.integer("METERHOUSE_TOPIC_PARTITIONS"),
        settings.integer("METERHOUSE_TOPIC_REPLICATION"),
        TopicRetention.from(settings));
  }

  /** What every Kafka client starts from; a fresh, unshared map of client properties. */
  public Map<String, Object> clientProperties() {
    return new java.util.HashMap<>(
        Map.of(
            "bootstrap.servers",
            bootstrapServers,
            // A broker that comes back after a crash is found again quickly, without a busy loop.
            "reconnect.backoff.ms",
            "50",
            "reconnect.backoff.max.ms",
            "1000"));
  }
}

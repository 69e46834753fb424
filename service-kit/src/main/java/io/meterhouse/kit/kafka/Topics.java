package io.meterhouse.kit.kafka;

import io.meterhouse.kit.config.KafkaConfig;

/**
 * Topic names of one installation.
 *
 * @param kafka holds the prefix
 */
public record Topics(KafkaConfig kafka) {

  /** The name on the broker. */
  public String name(Topic topic) {
    return kafka.topicPrefix() + topic.suffix();
  }

  /** How many partitions the topic has. */
  public int partitions(Topic topic) {
    return topic.partitions(kafka.partitions());
  }
}

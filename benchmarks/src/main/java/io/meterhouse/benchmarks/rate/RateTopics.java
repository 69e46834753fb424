package io.meterhouse.benchmarks.rate;

import io.meterhouse.benchmarks.engines.BrokerAnswer;
import io.meterhouse.kit.config.KafkaConfig;
import io.meterhouse.kit.kafka.Topic;
import io.meterhouse.kit.kafka.Topics;
import java.util.HashMap;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.common.TopicPartition;

/** How far topics and rating are. Safe for use by several threads. */
final class RateTopics implements AutoCloseable {

  /** Its consumer group, after the prefix. */
  private static final String GROUP = "rating-engine";

  private final KafkaConfig kafka;
  private final Topics topics;
  private final Admin admin;

  RateTopics(KafkaConfig kafka) {
    this.kafka = kafka;
    this.topics = new Topics(kafka);
    this.admin = Admin.create(kafka.clientProperties());
  }

  String name(Topic topic) {
    return topics.name(topic);
  }

  /** Partition to the offset behind its last record. */
  Map<Integer, Long> ends(Topic topic) {
    Map<TopicPartition, OffsetSpec> asked =
        IntStream.range(0, topics.partitions(topic))
            .boxed()
            .collect(
                Collectors.toMap(
                    partition -> new TopicPartition(name(topic), partition),
                    _ -> OffsetSpec.latest()));
    Map<Integer, Long> ends = new HashMap<>();
    BrokerAnswer.of(admin.listOffsets(asked).all())
        .forEach((partition, end) -> ends.put(partition.partition(), end.offset()));
    return ends;
  }

  /** Records that were ever written to it. */
  long records(Topic topic) {
    return ends(topic).values().stream().mapToLong(Long::longValue).sum();
  }

  /** Whether rating has committed all of usage.aggregates before these offsets. */
  boolean isRated(Map<Integer, Long> ends) {
    Map<Integer, Long> committed = new HashMap<>();
    BrokerAnswer.of(
            admin
                .listConsumerGroupOffsets(kafka.topicPrefix() + GROUP)
                .partitionsToOffsetAndMetadata())
        .forEach(
            (partition, offset) -> {
              if (offset != null) {
                committed.put(partition.partition(), offset.offset());
              }
            });
    return ends.entrySet().stream()
        .allMatch(end -> committed.getOrDefault(end.getKey(), 0L) >= end.getValue());
  }

  @Override
  public void close() {
    admin.close();
  }
}

package io.meterhouse.benchmarks.aggregate;

import io.meterhouse.benchmarks.engines.BrokerAnswer;
import io.meterhouse.kit.config.KafkaConfig;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/** How far topics and their readers are. Of one thread. */
final class Offsets implements AutoCloseable {

  /** Behind a committed record at most one marker stands before the next one. */
  private static final long TAIL = 16;

  private static final Duration POLL = Duration.ofMillis(100);

  private final Admin admin;
  private final KafkaConsumer<byte[], byte[]> consumer;
  private final int partitions;

  Offsets(KafkaConfig kafka) {
    this.admin = Admin.create(kafka.clientProperties());
    this.consumer =
        new KafkaConsumer<>(
            committedOnly(kafka), new ByteArrayDeserializer(), new ByteArrayDeserializer());
    this.partitions = kafka.partitions();
  }

  /** What a consumer of transactions begins with. */
  static Map<String, Object> committedOnly(KafkaConfig kafka) {
    Map<String, Object> properties = kafka.clientProperties();
    properties.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
    properties.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest");
    properties.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
    return properties;
  }

  List<TopicPartition> partitions(String topic) {
    return IntStream.range(0, partitions)
        .mapToObj(partition -> new TopicPartition(topic, partition))
        .toList();
  }

  /** What the group has committed; a partition that it never committed is absent. */
  Map<TopicPartition, Long> committed(String group) {
    Map<TopicPartition, Long> committed = new HashMap<>();
    BrokerAnswer.of(admin.listConsumerGroupOffsets(group).partitionsToOffsetAndMetadata())
        .forEach(
            (partition, offset) -> {
              if (offset != null) {
                committed.put(partition, offset.offset());
              }
            });
    return committed;
  }

  /** Behind the last record of each partition that has any; no marker counts. */
  Map<TopicPartition, Long> behindLastRecords(String topic) {
    List<TopicPartition> all = partitions(topic);
    consumer.assign(all);
    Map<TopicPartition, Long> ends = consumer.endOffsets(all);
    ends.forEach((partition, end) -> consumer.seek(partition, Math.max(0, end - TAIL)));
    Map<TopicPartition, Long> behind = new HashMap<>();
    readTo(
        ends,
        record ->
            behind.put(
                new TopicPartition(record.topic(), record.partition()), record.offset() + 1));
    return behind;
  }

  /** Everything that is committed now, from the beginning. */
  void forEach(String topic, Consumer<ConsumerRecord<byte[], byte[]>> each) {
    List<TopicPartition> all = partitions(topic);
    consumer.assign(all);
    consumer.seekToBeginning(all);
    readTo(consumer.endOffsets(all), each);
  }

  private void readTo(
      Map<TopicPartition, Long> ends, Consumer<ConsumerRecord<byte[], byte[]>> each) {
    while (ends.entrySet().stream()
        .anyMatch(end -> consumer.position(end.getKey()) < end.getValue())) {
      consumer.poll(POLL).forEach(each);
    }
  }

  @Override
  public void close() {
    consumer.close();
    admin.close();
  }
}

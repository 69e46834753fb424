package io.meterhouse.benchmarks.ingest;

import io.meterhouse.benchmarks.BenchmarkException;
import io.meterhouse.kit.config.KafkaConfig;
import io.meterhouse.kit.kafka.Topic;
import io.meterhouse.kit.kafka.Topics;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/** The topic usage.accepted as the brokers have it; of one thread. */
final class AcceptedTopic implements AutoCloseable {

  private static final Duration POLL = Duration.ofMillis(200);

  private final KafkaConsumer<byte[], byte[]> consumer;
  private final String name;
  private final List<TopicPartition> partitions;

  AcceptedTopic(KafkaConfig kafka) {
    consumer =
        new KafkaConsumer<>(
            kafka.clientProperties(), new ByteArrayDeserializer(), new ByteArrayDeserializer());
    name = new Topics(kafka).name(Topic.USAGE_ACCEPTED);
    partitions =
        consumer.partitionsFor(name).stream()
            .map(info -> new TopicPartition(name, info.partition()))
            .toList();
    consumer.assign(partitions);
  }

  String name() {
    return name;
  }

  /** How many records were ever appended. */
  long records() {
    return consumer.endOffsets(partitions).values().stream().mapToLong(Long::longValue).sum();
  }

  /**
   * Holds the topic to what its writers were told.
   *
   * @param before {@link #records()} before they wrote
   */
  void requireGrowth(long before, long accepted, String phase) {
    long grown = records() - before;
    if (grown != accepted) {
      throw new BenchmarkException(
          "%s: the topic %s holds %d records more (expected: the %d that were acknowledged)"
              .formatted(phase, name, grown, accepted));
    }
  }

  /** Records from the beginning of every partition; as many as asked for, if there are so many. */
  List<ConsumerRecord<byte[], byte[]>> sample(int wanted) {
    consumer.seekToBeginning(partitions);
    long there = Math.min(wanted, records());
    List<ConsumerRecord<byte[], byte[]>> sample = new ArrayList<>();
    while (sample.size() < there) {
      consumer.poll(POLL).forEach(sample::add);
    }
    return sample;
  }

  @Override
  public void close() {
    consumer.close();
  }
}

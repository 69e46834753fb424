package io.meterhouse.aggregator.kafka;

import io.meterhouse.aggregator.Usage;
import io.meterhouse.kit.catalog.MeterCodec;
import io.meterhouse.kit.config.KafkaConfig;
import io.meterhouse.kit.config.StartupConfig;
import io.meterhouse.kit.kafka.Topic;
import io.meterhouse.kit.kafka.TopicProvisioner;
import io.meterhouse.kit.kafka.Topics;
import io.meterhouse.metering.Meter;
import io.meterhouse.schemas.usage.v1.UsageRecord;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.jspecify.annotations.Nullable;

/** The topics of one test on the real broker: what the edge writes, what the stages wrote. */
public final class TestTopics implements AutoCloseable {

  private final KafkaConfig kafka;
  private final Topics topics;
  private final KafkaProducer<byte[], byte[]> producer;
  private final List<Future<RecordMetadata>> underWay = new ArrayList<>();

  public TestTopics(String bootstrapServers, String prefix, int partitions) {
    this.kafka = new KafkaConfig(bootstrapServers, prefix + ".", partitions, 1);
    this.topics = new Topics(kafka);
    TopicProvisioner.ensure(kafka, new StartupConfig(Duration.ofSeconds(60)));
    Map<String, Object> properties = kafka.clientProperties();
    properties.put("acks", "all");
    this.producer =
        new KafkaProducer<>(properties, new ByteArraySerializer(), new ByteArraySerializer());
  }

  public KafkaConfig kafka() {
    return kafka;
  }

  /** Under the key that the edge gives it. */
  public void accept(UsageRecord usage) {
    acceptBytes(Usage.key(usage), usage.toByteArray());
  }

  public void acceptBytes(byte @Nullable [] key, byte @Nullable [] value) {
    underWay.add(
        producer.send(new ProducerRecord<>(topics.name(Topic.USAGE_ACCEPTED), key, value)));
  }

  /** Returns when the brokers have everything accepted so far. */
  public void awaitAccepted() throws InterruptedException, ExecutionException {
    producer.flush();
    for (Future<RecordMetadata> sent : underWay) {
      sent.get();
    }
    underWay.clear();
  }

  /** Returns when the brokers have answered; what they said is asked by awaitAccepted. */
  public void flush() {
    producer.flush();
    underWay.clear();
  }

  public void publish(Meter meter) throws InterruptedException, ExecutionException {
    byte[] key = ("meter/*/" + meter.code()).getBytes(StandardCharsets.UTF_8);
    byte[] value = MeterCodec.toEntry(meter).toByteArray();
    producer.send(new ProducerRecord<>(topics.name(Topic.CATALOG), key, value)).get();
  }

  /** Every committed record there is now, in the order of each partition. */
  public List<ConsumerRecord<byte[], byte[]>> read(Topic topic) {
    List<ConsumerRecord<byte[], byte[]>> read = new ArrayList<>();
    try (Consumer<byte[], byte[]> consumer = SinkConsumers.standalone(kafka)) {
      List<TopicPartition> partitions =
          IntStream.range(0, topics.partitions(topic))
              .mapToObj(partition -> new TopicPartition(topics.name(topic), partition))
              .toList();
      consumer.assign(partitions);
      consumer.seekToBeginning(partitions);
      Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
      while (partitions.stream().anyMatch(p -> consumer.position(p) < ends.getOrDefault(p, 0L))) {
        consumer.poll(Duration.ofMillis(100)).forEach(read::add);
      }
    }
    return read;
  }

  /** Sum of the end offsets of all partitions, as readers of committed records see them. */
  public long end(Topic topic) {
    try (LogOffsets log = new LogOffsets(kafka)) {
      return log.ends(topics.name(topic)).values().stream().mapToLong(Long::longValue).sum();
    }
  }

  @Override
  public void close() {
    producer.close();
  }
}

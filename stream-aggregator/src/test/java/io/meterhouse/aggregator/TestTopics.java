package io.meterhouse.aggregator;

import io.meterhouse.aggregator.kafka.client.CommittedConsumers;
import io.meterhouse.aggregator.kafka.progress.LogOffsets;
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
import java.util.Objects;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;

/** The topics of one test on the real broker: what the edge writes, what the stages wrote. */
public final class TestTopics implements AutoCloseable {

  private static final Duration PATIENCE = Duration.ofMinutes(8);
  private static final Duration CLOSE_TIMEOUT = Duration.ofSeconds(10);

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
    sendBytes(Topic.USAGE_ACCEPTED, key, value);
  }

  /** Past the stages that would write to that topic. */
  public void sendBytes(Topic topic, byte @Nullable [] key, byte @Nullable [] value) {
    underWay.add(producer.send(new ProducerRecord<>(topics.name(topic), key, value)));
  }

  /** As the other, to a partition that the writer chooses. */
  public void sendBytes(Topic topic, int partition, byte[] key, byte[] value) {
    underWay.add(producer.send(new ProducerRecord<>(topics.name(topic), partition, key, value)));
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
    try (Consumer<byte[], byte[]> consumer = CommittedConsumers.standalone(kafka)) {
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

  /** Sum of the end offsets of all partitions. */
  public long end(Topic topic) {
    try (LogOffsets log = new LogOffsets(kafka)) {
      return log.ends(topics.name(topic)).values().stream().mapToLong(Long::longValue).sum();
    }
  }

  /** As the brokers do of a group that was away for longer than they keep its offsets. */
  public void forgetGroup(String group) {
    try (Admin admin = Admin.create(kafka.clientProperties())) {
      Awaitility.await()
          .atMost(PATIENCE)
          .ignoreException(ExecutionException.class)
          .until(() -> admin.deleteConsumerGroups(List.of(group)).all().get() == null);
    }
  }

  /** Returns when the group has read everything that there was at the call. */
  public void awaitRead(String group, Topic topic) {
    try (LogOffsets log = new LogOffsets(kafka)) {
      Map<Integer, Long> ends = log.ends(topics.name(topic));
      Awaitility.await()
          .atMost(PATIENCE)
          .until(
              () -> {
                Map<Integer, Long> read = log.committed(group, topics.name(topic));
                return ends.entrySet().stream()
                    .allMatch(end -> read.getOrDefault(end.getKey(), 0L) >= end.getValue());
              });
    }
  }

  /** Of a topic by its whole name. */
  public Duration retention(String topic) throws InterruptedException, ExecutionException {
    return Duration.ofMillis(Long.parseLong(config(topic, "retention.ms")));
  }

  /** Of a topic by its whole name. */
  public String config(String topic, String key) throws InterruptedException, ExecutionException {
    ConfigResource resource = new ConfigResource(ConfigResource.Type.TOPIC, topic);
    try (Admin admin = Admin.create(kafka.clientProperties())) {
      Config config = admin.describeConfigs(List.of(resource)).all().get().get(resource);
      return Objects.requireNonNull(config).get(key).value();
    }
  }

  /** Of a topic by its whole name. */
  public void configure(String topic, String key, String value)
      throws InterruptedException, ExecutionException {
    ConfigResource resource = new ConfigResource(ConfigResource.Type.TOPIC, topic);
    AlterConfigOp set = new AlterConfigOp(new ConfigEntry(key, value), AlterConfigOp.OpType.SET);
    try (Admin admin = Admin.create(kafka.clientProperties())) {
      admin.incrementalAlterConfigs(Map.of(resource, List.of(set))).all().get();
    }
  }

  /** A topic by its whole name; returns when it is gone. */
  public void delete(String topic) throws InterruptedException, ExecutionException {
    try (Admin admin = Admin.create(kafka.clientProperties())) {
      admin.deleteTopics(List.of(topic)).all().get();
      Awaitility.await()
          .atMost(PATIENCE)
          .until(() -> !admin.listTopics().names().get().contains(topic));
    }
  }

  @Override
  public void close() {
    // A test that failed may have left it without brokers.
    producer.close(CLOSE_TIMEOUT);
  }
}

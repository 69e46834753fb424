package io.meterhouse.aggregator.kafka.progress;

import io.meterhouse.kit.config.KafkaConfig;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.ListOffsetsOptions;
import org.apache.kafka.clients.admin.ListOffsetsResult.ListOffsetsResultInfo;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.Node;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.TopicPartitionInfo;

/** Offsets as the brokers know them now, by partition. */
public final class LogOffsets implements AutoCloseable {

  private static final Duration TIMEOUT = Duration.ofSeconds(10);

  private final Admin admin;
  private final int partitions;

  public LogOffsets(KafkaConfig kafka) {
    Map<String, Object> properties = kafka.clientProperties();
    properties.put(
        AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, Math.toIntExact(TIMEOUT.toMillis()));
    properties.put(
        AdminClientConfig.REQUEST_TIMEOUT_MS_CONFIG, Math.toIntExact(TIMEOUT.toMillis() / 2));
    this.admin = Admin.create(properties);
    this.partitions = kafka.partitions();
  }

  /**
   * Behind the last record that all replicas have, also where its transaction is still open: a
   * commit is told to one partition after the other, so what belongs to an offset that is committed
   * already may be in a transaction that looks open here.
   */
  public Map<Integer, Long> ends(String topic) {
    Map<Integer, Long> ends = new HashMap<>();
    list(topic, OffsetSpec.latest())
        .forEach((partition, info) -> ends.put(partition.partition(), info.offset()));
    return ends;
  }

  /** The first records that are still there; whatever was before them nobody can read any more. */
  public Map<Integer, Long> begins(String topic) {
    Map<Integer, Long> begins = new HashMap<>();
    list(topic, OffsetSpec.earliest())
        .forEach((partition, info) -> begins.put(partition.partition(), info.offset()));
    return begins;
  }

  /** What became of the topic's partitions last: their leaders, and the stamps of their records. */
  public AcceptedTime.Look look(String topic) {
    Map<Integer, Integer> leaders = new HashMap<>();
    TopicDescription found = get(admin.describeTopics(List.of(topic)).allTopicNames()).get(topic);
    for (TopicPartitionInfo partition : Objects.requireNonNull(found, topic).partitions()) {
      Node leader = partition.leader();
      if (leader != null) {
        leaders.put(partition.partition(), leader.id());
      }
    }
    Map<Integer, Long> stamps = new HashMap<>();
    list(topic, OffsetSpec.maxTimestamp())
        .forEach(
            (partition, info) -> {
              if (info.timestamp() >= 0) {
                stamps.put(partition.partition(), info.timestamp());
              }
            });
    return new AcceptedTime.Look(leaders, stamps);
  }

  private Map<TopicPartition, ListOffsetsResultInfo> list(String topic, OffsetSpec spec) {
    Map<TopicPartition, OffsetSpec> asked = new HashMap<>();
    for (int partition = 0; partition < partitions; partition++) {
      asked.put(new TopicPartition(topic, partition), spec);
    }
    return get(
        admin.listOffsets(asked, new ListOffsetsOptions(IsolationLevel.READ_UNCOMMITTED)).all());
  }

  /** What the group has committed of the topic; a partition it never committed is absent. */
  public Map<Integer, Long> committed(String group, String topic) {
    Map<Integer, Long> committed = new HashMap<>();
    for (Map.Entry<TopicPartition, OffsetAndMetadata> entry :
        get(admin.listConsumerGroupOffsets(group).partitionsToOffsetAndMetadata()).entrySet()) {
      if (entry.getKey().topic().equals(topic) && entry.getValue() != null) {
        committed.put(entry.getKey().partition(), entry.getValue().offset());
      }
    }
    return committed;
  }

  @Override
  public void close() {
    admin.close(TIMEOUT);
  }

  private static <T> T get(KafkaFuture<T> answer) {
    try {
      return answer.get();
    } catch (ExecutionException e) {
      throw e.getCause() instanceof KafkaException known ? known : new KafkaException(e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new org.apache.kafka.common.errors.InterruptException(e);
    }
  }
}

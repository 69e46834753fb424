package io.meterhouse.aggregator.kafka.progress;

import com.google.protobuf.InvalidProtocolBufferException;
import io.meterhouse.aggregator.kafka.client.CommittedConsumers;
import io.meterhouse.kit.config.KafkaConfig;
import io.meterhouse.schemas.usage.v1.StageProgress;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Follows usage.progress: how far stages have sent on what they read. Not thread-safe. */
public final class FoldProgress implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(FoldProgress.class);

  private final Consumer<byte[], byte[]> consumer;
  private final Map<String, Map<Integer, Long>> nextOffsets = new HashMap<>();

  public FoldProgress(KafkaConfig kafka, String progressTopic) {
    this.consumer = CommittedConsumers.standalone(kafka);
    List<TopicPartition> all =
        IntStream.range(0, kafka.partitions())
            .mapToObj(partition -> new TopicPartition(progressTopic, partition))
            .toList();
    consumer.assign(all);
    consumer.seekToBeginning(all);
  }

  /** Partition of what the stage reads to next offset, as far as has been heard. */
  public Map<Integer, Long> nextOffsets(String stage, Duration patience) {
    for (ConsumerRecord<byte[], byte[]> record : consumer.poll(patience)) {
      hear(record);
    }
    return Map.copyOf(nextOffsets.getOrDefault(stage, Map.of()));
  }

  private void hear(ConsumerRecord<byte[], byte[]> record) {
    if (record.value() == null) {
      return;
    }
    try {
      StageProgress progress = StageProgress.parseFrom(record.value());
      nextOffsets
          .computeIfAbsent(progress.getStage(), stage -> new HashMap<>())
          .merge(progress.getPartition(), progress.getNextOffset(), Math::max);
    } catch (InvalidProtocolBufferException e) {
      LOG.error("usage.progress {}-{} cannot be read", record.partition(), record.offset(), e);
    }
  }

  @Override
  public void close() {
    consumer.close();
  }
}

package io.meterhouse.aggregator.kafka.progress;

import io.meterhouse.aggregator.kafka.client.CommittedConsumers;
import io.meterhouse.kit.config.KafkaConfig;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;

/**
 * Looks past transaction markers. They take offsets but are no records, so a processor that has
 * handled the last record stands before the end of the log for ever. Not thread-safe.
 */
public final class MarkerGap implements AutoCloseable {

  private static final Duration PATIENCE = Duration.ofMillis(500);

  private final Consumer<byte[], byte[]> consumer;
  private final String topic;

  /** Of each partition the last stretch that was found to hold nothing but markers. */
  private final Map<Integer, Stretch> known = new HashMap<>();

  private record Stretch(long from, long to) {}

  public MarkerGap(KafkaConfig kafka, String topic) {
    this.consumer = CommittedConsumers.standalone(kafka);
    this.topic = topic;
  }

  /**
   * The offset of the first committed record at or behind {@code from}, or {@code wanted} (or
   * further) if only markers lie between; {@code from} itself if that could not be found out now.
   */
  public long firstRecordFrom(int partition, long from, long wanted) {
    Stretch stretch = known.get(partition);
    if (stretch != null && stretch.from() == from && stretch.to() >= wanted) {
      return stretch.to();
    }
    TopicPartition at = new TopicPartition(topic, partition);
    consumer.assign(List.of(at));
    consumer.seek(at, from);
    for (ConsumerRecord<byte[], byte[]> record : consumer.poll(PATIENCE)) {
      return record.offset();
    }
    long reached = consumer.position(at);
    known.put(partition, new Stretch(from, reached));
    return reached;
  }

  @Override
  public void close() {
    consumer.close();
  }
}

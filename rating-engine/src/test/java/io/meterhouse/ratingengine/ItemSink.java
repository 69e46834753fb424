package io.meterhouse.ratingengine;

import io.meterhouse.kit.kafka.Topic;
import io.meterhouse.kit.kafka.Topics;
import io.meterhouse.kit.lifecycle.BackgroundLoop;
import io.meterhouse.schemas.billing.v1.RatedItem;
import io.meterhouse.testing.Workspace;
import io.meterhouse.usagestore.RatedItemOrigin;
import io.meterhouse.usagestore.RatedItemRow;
import io.meterhouse.usagestore.RatedItemWriter;
import io.meterhouse.usagestore.SinkProgress;
import io.meterhouse.usagestore.UsageStore;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/** Writes billing.rated into ClickHouse, as the stage behind rating does. */
final class ItemSink implements BackgroundLoop.Step {

  private final KafkaConsumer<byte[], byte[]> consumer;
  private final UsageStore store;
  private final String topic;

  private ItemSink(Workspace workspace) {
    this.topic = new Topics(workspace.kafka()).name(Topic.BILLING_RATED);
    this.store = workspace.openStore();
    this.consumer =
        new KafkaConsumer<>(
            workspace.kafka().clientProperties(),
            new ByteArrayDeserializer(),
            new ByteArrayDeserializer());
    List<TopicPartition> partitions = new ArrayList<>();
    for (int i = 0; i < workspace.kafka().partitions(); i++) {
      partitions.add(new TopicPartition(topic, i));
    }
    consumer.assign(partitions);
    consumer.seekToBeginning(partitions);
  }

  static BackgroundLoop start(Workspace workspace) {
    BackgroundLoop loop =
        new BackgroundLoop("item-sink", Duration.ofMillis(20), new ItemSink(workspace));
    loop.start();
    return loop;
  }

  /** What cannot be written is read again. */
  @Override
  public void take() throws Exception {
    Map<TopicPartition, Long> begin = positions();
    boolean written = false;
    try {
      write(consumer.poll(Duration.ofMillis(20)));
      written = true;
    } finally {
      if (!written) {
        begin.forEach(consumer::seek);
      }
    }
  }

  private void write(ConsumerRecords<byte[], byte[]> records) throws Exception {
    List<RatedItemRow> rows = new ArrayList<>();
    for (ConsumerRecord<byte[], byte[]> record : records) {
      rows.add(row(RatedItem.parseFrom(record.value())));
    }
    if (!rows.isEmpty()) {
      new RatedItemWriter(store).write(rows);
      Map<Integer, Long> next = new HashMap<>();
      positions().forEach((partition, offset) -> next.put(partition.partition(), offset));
      new SinkProgress(store).record("rated-items", topic, next);
    }
  }

  private Map<TopicPartition, Long> positions() {
    Map<TopicPartition, Long> positions = new HashMap<>();
    for (TopicPartition partition : consumer.assignment()) {
      positions.put(partition, consumer.position(partition));
    }
    return positions;
  }

  @Override
  public void close() {
    consumer.close();
    store.close();
  }

  private static RatedItemRow row(RatedItem item) {
    return new RatedItemRow(
        item.getTenantId(),
        item.getId(),
        item.getScopeType(),
        item.getScopeId(),
        item.getBillingCycleId(),
        item.getMeter(),
        item.getPricingModelId(),
        item.getPricingModelVersion(),
        new BigDecimal(item.getQuantity()),
        item.getUnitPrice(),
        item.getPreciseAmount(),
        new BigDecimal(item.getTotalAmount()),
        item.getCurrency(),
        item.getBreakdownJson(),
        item.getVersion(),
        Instant.ofEpochMilli(item.getChangedAtMillis()),
        new RatedItemOrigin(
            item.getKind(),
            item.getItemType(),
            item.getDescription(),
            item.getAdjustsItemId(),
            item.getAdjustsCycleId()));
  }
}

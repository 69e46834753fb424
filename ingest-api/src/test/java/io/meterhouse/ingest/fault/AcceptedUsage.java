package io.meterhouse.ingest.fault;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import io.meterhouse.ingest.fault.Load.Fate;
import io.meterhouse.kit.config.KafkaConfig;
import io.meterhouse.kit.kafka.Topic;
import io.meterhouse.kit.kafka.Topics;
import io.meterhouse.metering.Identity;
import io.meterhouse.metering.TenantId;
import io.meterhouse.schemas.usage.v1.UsageRecord;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/** What usage.accepted has to its end, held against what clients were told. */
final class AcceptedUsage {

  private static final Duration POLL = Duration.ofMillis(200);

  /** By source, then id: the keys of all its records. */
  private final Map<String, Map<String, List<ByteString>>> keys = new HashMap<>();

  private AcceptedUsage() {}

  /** Reads it; nobody may write any more. */
  static AcceptedUsage read(KafkaConfig kafka) throws IOException {
    AcceptedUsage read = new AcceptedUsage();
    try (KafkaConsumer<byte[], byte[]> consumer =
        new KafkaConsumer<>(
            kafka.clientProperties(), new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
      String topic = new Topics(kafka).name(Topic.USAGE_ACCEPTED);
      List<TopicPartition> partitions =
          consumer.partitionsFor(topic).stream()
              .map(info -> new TopicPartition(topic, info.partition()))
              .toList();
      consumer.assign(partitions);
      consumer.seekToBeginning(partitions);
      Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
      while (ends.entrySet().stream()
          .anyMatch(end -> consumer.position(end.getKey()) < end.getValue())) {
        for (ConsumerRecord<byte[], byte[]> record : consumer.poll(POLL)) {
          read.add(record);
        }
      }
    }
    return read;
  }

  private void add(ConsumerRecord<byte[], byte[]> record) throws IOException {
    UsageRecord usage = UsageRecord.parseFrom(record.value());
    keys.computeIfAbsent(usage.getSource(), _ -> new HashMap<>())
        .computeIfAbsent(usage.getId(), _ -> new ArrayList<>())
        .add(ByteString.copyFrom(record.key()));
  }

  /** Nobody sent an event twice: each 202 is there once, anything else at most once. */
  void assertOnceWhatWasSentOnce(Load load) {
    Map<String, String> lies = new TreeMap<>();
    load.fates()
        .forEach(
            (id, fate) -> {
              int found = of(load).getOrDefault(id, List.of()).size();
              if (found > 1 || (found == 0 && fate == Fate.ACCEPTED)) {
                lies.put(id, fate + " and " + found + " times in the topic");
              }
            });
    assertThat(lies).as("of " + load.fates().size() + " events of " + load.source()).isEmpty();
  }

  /** Each was accepted in the end, and all its records have the key that tells them as twins. */
  void assertAllThereUnderOneKey(Load load) {
    Map<String, String> lies = new TreeMap<>();
    load.fates()
        .forEach(
            (id, fate) -> {
              List<ByteString> found = of(load).getOrDefault(id, List.of());
              ByteString key =
                  ByteString.copyFrom(
                      Identity.of(TenantId.of(Load.TENANT), load.source(), id).bytes());
              if (fate != Fate.ACCEPTED
                  || found.isEmpty()
                  || !found.stream().allMatch(key::equals)) {
                lies.put(id, fate + " and in the topic as " + found);
              }
            });
    assertThat(lies).as("of " + load.fates().size() + " events of " + load.source()).isEmpty();
  }

  private Map<String, List<ByteString>> of(Load load) {
    return keys.getOrDefault(load.source(), Map.of());
  }
}

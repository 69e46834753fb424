package io.meterhouse.aggregator.kafka.recompute;

import io.meterhouse.aggregator.kafka.client.CommittedConsumers;
import io.meterhouse.kit.config.KafkaConfig;
import io.meterhouse.kit.kafka.Topic;
import io.meterhouse.kit.kafka.Topics;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.IntPredicate;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerGroupMetadata;
import org.apache.kafka.clients.consumer.ConsumerRebalanceListener;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/**
 * usage.recompute and usage.builds as one member of the group reads them, and the place of the
 * group in them. Not thread-safe but for {@link #wakeup}.
 */
final class RecomputeSource {

  private final Consumer<byte[], byte[]> consumer;
  private final String scopes;
  private final String builds;

  /** The place of the group as we know it. */
  private final Map<TopicPartition, OffsetAndMetadata> places = new HashMap<>();

  RecomputeSource(KafkaConfig kafka, Consumer<byte[], byte[]> consumer) {
    Topics topics = new Topics(kafka);
    this.consumer = consumer;
    this.scopes = topics.name(Topic.USAGE_RECOMPUTE);
    this.builds = topics.name(Topic.USAGE_BUILDS);
  }

  /**
   * @param changed called when partitions come or go: what was read is to be forgotten then
   */
  void subscribe(Runnable changed) {
    consumer.subscribe(
        List.of(scopes, builds),
        new ConsumerRebalanceListener() {
          @Override
          public void onPartitionsRevoked(Collection<TopicPartition> partitions) {
            changed.run();
          }

          @Override
          public void onPartitionsAssigned(Collection<TopicPartition> partitions) {
            changed.run();
          }
        });
  }

  boolean isScope(ConsumerRecord<byte[], byte[]> record) {
    return record.topic().equals(scopes);
  }

  /** Of the group in the record's partition; null: it has none. */
  @Nullable OffsetAndMetadata place(ConsumerRecord<byte[], byte[]> record) {
    return places.get(new TopicPartition(record.topic(), record.partition()));
  }

  ConsumerGroupMetadata group() {
    return consumer.groupMetadata();
  }

  /** To the place of the group, in all partitions that are ours. */
  void goBack() {
    Set<TopicPartition> ours = consumer.assignment();
    places.clear();
    Map<TopicPartition, OffsetAndMetadata> committed = consumer.committed(ours);
    Set<TopicPartition> fresh = new HashSet<>();
    for (TopicPartition partition : ours) {
      @Nullable OffsetAndMetadata place = committed.get(partition);
      if (place == null) {
        fresh.add(partition);
      } else {
        places.put(partition, place);
        consumer.seek(partition, place.offset());
      }
    }
    consumer.beginningOffsets(fresh).forEach(consumer::seek);
  }

  /** What comes next is left where it is while there is still enough to do. */
  void hold(boolean holdScopes, IntPredicate holdBuilds) {
    Set<TopicPartition> held = new HashSet<>();
    Set<TopicPartition> open = new HashSet<>();
    for (TopicPartition partition : consumer.assignment()) {
      boolean hold =
          partition.topic().equals(scopes) ? holdScopes : holdBuilds.test(partition.partition());
      (hold ? held : open).add(partition);
    }
    consumer.pause(held);
    consumer.resume(open);
  }

  ConsumerRecords<byte[], byte[]> poll(Duration patience) {
    return consumer.poll(patience);
  }

  /** Nothing is read; what comes of partitions that are ours since is read again. */
  void keepPlace(Duration time) {
    consumer.pause(consumer.assignment());
    consumer.poll(time);
  }

  /** Behind what was read of usage.recompute. */
  Map<TopicPartition, OffsetAndMetadata> scopePositions() {
    Map<TopicPartition, OffsetAndMetadata> positions = new HashMap<>();
    for (TopicPartition partition : consumer.assignment()) {
      if (partition.topic().equals(scopes)) {
        positions.put(partition, new OffsetAndMetadata(consumer.position(partition)));
      }
    }
    return positions;
  }

  /** Where the group is there now: written once more, so that a writer without a place is found. */
  Map<TopicPartition, OffsetAndMetadata> placesOf(Set<TopicPartition> partitions) {
    Map<TopicPartition, OffsetAndMetadata> known = new HashMap<>();
    for (TopicPartition partition : partitions) {
      known.put(partition, places.getOrDefault(partition, new OffsetAndMetadata(0)));
    }
    return known;
  }

  /** At the record that asked for the build, with how far that is. */
  Map<TopicPartition, OffsetAndMetadata> buildPlace(RecomputeInbox.Waiting build, String text) {
    return Map.of(
        new TopicPartition(builds, build.partition()), new OffsetAndMetadata(build.offset(), text));
  }

  /** The place of the group is there. */
  void committed(Map<TopicPartition, OffsetAndMetadata> committed) {
    places.putAll(committed);
  }

  void commitBuild(RecomputeInbox.Waiting build) {
    commit(
        Map.of(
            new TopicPartition(builds, build.partition()),
            new OffsetAndMetadata(build.offset() + 1)));
  }

  /**
   * Behind transaction markers and what was passed over: they take offsets, and the group would
   * never be at the end of the log.
   */
  void passMarkers(boolean scopesAreDone, IntPredicate hasBuilds) {
    Map<TopicPartition, OffsetAndMetadata> behind = new HashMap<>();
    for (TopicPartition partition : consumer.assignment()) {
      boolean isDone =
          partition.topic().equals(scopes) ? scopesAreDone : !hasBuilds.test(partition.partition());
      long position = isDone ? consumer.position(partition) : 0;
      @Nullable OffsetAndMetadata place = places.get(partition);
      if (position > (place == null ? 0 : place.offset())) {
        behind.put(partition, new OffsetAndMetadata(position));
      }
    }
    if (!behind.isEmpty()) {
      commit(behind);
    }
  }

  void wakeup() {
    consumer.wakeup();
  }

  void leave() {
    CommittedConsumers.leave(consumer);
  }

  private void commit(Map<TopicPartition, OffsetAndMetadata> behind) {
    consumer.commitSync(behind);
    places.putAll(behind);
  }
}

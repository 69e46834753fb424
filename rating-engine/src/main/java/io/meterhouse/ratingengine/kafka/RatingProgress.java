package io.meterhouse.ratingengine.kafka;

import io.meterhouse.kit.config.KafkaConfig;
import io.meterhouse.kit.kafka.Topic;
import io.meterhouse.kit.kafka.Topics;
import io.meterhouse.ratingengine.audit.RatingBarrier;
import io.meterhouse.ratingengine.outage.UnansweredException;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.TopicPartition;

/**
 * Waits until rating and the sinks around it have passed the ends that the topics have now. Safe
 * for use by several threads.
 */
public final class RatingProgress implements RatingBarrier, AutoCloseable {

  private static final Duration TIMEOUT = Duration.ofSeconds(10);
  private static final Duration LOOK_EVERY = Duration.ofMillis(50);

  private final Topics topics;
  private final int partitions;
  private final String group;
  private final Waits waits;
  private final Duration patience;
  private final Admin admin;

  /**
   * What else there is to ask.
   *
   * @param usageStored up to which offset of usage.aggregates windows are in ClickHouse
   * @param itemsStored up to which offset of billing.rated items are
   * @param newestAnnouncement id of the last announcement of an item that waits for Kafka; 0: none
   * @param oldestAnnouncement of the first one
   */
  public record Waits(
      Supplier<? extends Map<Integer, Long>> usageStored,
      Supplier<? extends Map<Integer, Long>> itemsStored,
      Supplier<Long> newestAnnouncement,
      Supplier<Long> oldestAnnouncement) {}

  /**
   * @param patience how long they may take
   */
  public RatingProgress(KafkaConfig kafka, Waits waits, Duration patience) {
    this.topics = new Topics(kafka);
    this.partitions = kafka.partitions();
    this.group = AggregateConsumer.group(kafka);
    this.waits = waits;
    this.patience = patience;
    Map<String, Object> properties = kafka.clientProperties();
    properties.put(
        AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, Math.toIntExact(TIMEOUT.toMillis()));
    properties.put(
        AdminClientConfig.REQUEST_TIMEOUT_MS_CONFIG, Math.toIntExact(TIMEOUT.toMillis() / 2));
    this.admin = Admin.create(properties);
  }

  @Override
  public void await() {
    long begin = System.nanoTime();
    try {
      Map<Integer, Long> usage = ends(Topic.USAGE_AGGREGATES);
      await("the sink of usage", begin, () -> behind(usage, waits.usageStored().get()));
      await("rating", begin, () -> behind(usage, committed()));
      long announced = waits.newestAnnouncement().get();
      await("the outbox", begin, () -> unpublished(announced));
      Map<Integer, Long> items = ends(Topic.BILLING_RATED);
      await("the sink of rated items", begin, () -> behind(items, waits.itemsStored().get()));
    } catch (KafkaException e) {
      throw new UnansweredException("Kafka did not say how far rating is: " + e.getMessage(), e);
    }
  }

  private void await(String stage, long begin, Supplier<Optional<String>> behind) {
    Optional<String> place = behind.get();
    while (place.isPresent()) {
      if (Thread.currentThread().isInterrupted()) {
        throw new UnansweredException("interrupted while waiting for " + stage);
      }
      if (System.nanoTime() - begin > patience.toNanos()) {
        throw new UnansweredException(
            "%s is behind: %s, and was not there within %s; its service says why"
                .formatted(stage, place.get(), patience));
      }
      LockSupport.parkNanos(LOOK_EVERY.toNanos());
      place = behind.get();
    }
  }

  private static Optional<String> behind(Map<Integer, Long> ends, Map<Integer, Long> reached) {
    return new TreeMap<>(ends)
        .entrySet().stream()
            .filter(end -> reached.getOrDefault(end.getKey(), 0L) < end.getValue())
            .map(
                end ->
                    "partition %d at %d of %d"
                        .formatted(
                            end.getKey(), reached.getOrDefault(end.getKey(), 0L), end.getValue()))
            .findFirst();
  }

  /** They are published in the order of their ids. */
  private Optional<String> unpublished(long newest) {
    long oldest = waits.oldestAnnouncement().get();
    return oldest > 0 && oldest <= newest
        ? Optional.of("announcement %d of %d".formatted(oldest, newest))
        : Optional.empty();
  }

  /** Also what is in a transaction that looks open here: it may be committed elsewhere. */
  private Map<Integer, Long> ends(Topic topic) {
    Map<TopicPartition, OffsetSpec> asked = new HashMap<>();
    for (int partition = 0; partition < partitions; partition++) {
      asked.put(new TopicPartition(topics.name(topic), partition), OffsetSpec.latest());
    }
    Map<Integer, Long> ends = new HashMap<>();
    get(admin.listOffsets(asked).all())
        .forEach((partition, info) -> ends.put(partition.partition(), info.offset()));
    return ends;
  }

  private Map<Integer, Long> committed() {
    String topic = topics.name(Topic.USAGE_AGGREGATES);
    Map<Integer, Long> committed = new HashMap<>();
    get(admin.listConsumerGroupOffsets(group).partitionsToOffsetAndMetadata())
        .forEach(
            (partition, offset) -> {
              if (partition.topic().equals(topic) && offset != null) {
                committed.put(partition.partition(), offset.offset());
              }
            });
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

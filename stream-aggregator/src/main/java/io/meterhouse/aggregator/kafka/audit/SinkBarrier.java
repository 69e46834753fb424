package io.meterhouse.aggregator.kafka.audit;

import io.meterhouse.aggregator.audit.AuditBarrier;
import io.meterhouse.aggregator.audit.AuditException;
import io.meterhouse.aggregator.kafka.progress.LogOffsets;
import io.meterhouse.aggregator.sink.ProgressStore;
import io.meterhouse.aggregator.sink.SinkWriteException;
import io.meterhouse.kit.config.KafkaConfig;
import io.meterhouse.kit.kafka.Topic;
import io.meterhouse.kit.kafka.Topics;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.locks.LockSupport;
import org.apache.kafka.common.KafkaException;

/**
 * Waits until the sinks have passed the ends that their topics have now. Safe for several threads.
 */
public final class SinkBarrier implements AuditBarrier, AutoCloseable {

  private static final Duration LOOK_EVERY = Duration.ofMillis(50);

  private final Topics topics;
  private final LogOffsets log;
  private final ProgressStore progress;
  private final Map<Topic, String> sinks;
  private final Duration patience;

  /**
   * @param sinks name of the sink of each topic
   * @param patience how long the sinks may take
   */
  public SinkBarrier(
      KafkaConfig kafka, ProgressStore progress, Map<Topic, String> sinks, Duration patience) {
    this.topics = new Topics(kafka);
    this.log = new LogOffsets(kafka);
    this.progress = progress;
    this.sinks = new EnumMap<>(sinks);
    this.patience = patience;
  }

  @Override
  public void await() {
    try {
      Map<Topic, Map<Integer, Long>> ends = new EnumMap<>(Topic.class);
      sinks.keySet().forEach(topic -> ends.put(topic, log.ends(topics.name(topic))));
      long begin = System.nanoTime();
      for (Map.Entry<Topic, Map<Integer, Long>> topic : ends.entrySet()) {
        await(topic.getKey(), topic.getValue(), begin);
      }
    } catch (KafkaException e) {
      throw new AuditException("Kafka did not say how far its topics are: " + e.getMessage(), e);
    } catch (SinkWriteException e) {
      throw new AuditException(String.valueOf(e.getMessage()), e);
    }
  }

  private void await(Topic topic, Map<Integer, Long> ends, long begin) {
    String sink = sinks.getOrDefault(topic, "");
    Optional<String> behind = behind(sink, topic, ends);
    while (behind.isPresent()) {
      if (Thread.currentThread().isInterrupted()) {
        throw new AuditException("interrupted while waiting for sink " + sink);
      }
      if (System.nanoTime() - begin > patience.toNanos()) {
        throw new AuditException(
            "sink %s is behind: %s, and was not there within %s; the stream-aggregator says why"
                .formatted(sink, behind.get(), patience));
      }
      LockSupport.parkNanos(LOOK_EVERY.toNanos());
      behind = behind(sink, topic, ends);
    }
  }

  private Optional<String> behind(String sink, Topic topic, Map<Integer, Long> ends) {
    String name = topics.name(topic);
    Map<Integer, Long> reached = progress.read(sink, name);
    return new TreeMap<>(ends)
        .entrySet().stream()
            .filter(end -> reached.getOrDefault(end.getKey(), 0L) < end.getValue())
            .map(
                end ->
                    "partition %d of %s at %d of %d"
                        .formatted(
                            end.getKey(),
                            name,
                            reached.getOrDefault(end.getKey(), 0L),
                            end.getValue()))
            .findFirst();
  }

  @Override
  public void close() {
    log.close();
  }
}

package io.meterhouse.aggregator.kafka.watermark;

import io.meterhouse.aggregator.kafka.progress.AcceptedTime;
import io.meterhouse.aggregator.kafka.progress.FoldProgress;
import io.meterhouse.aggregator.kafka.progress.LogOffsets;
import io.meterhouse.aggregator.kafka.progress.MarkerGap;
import io.meterhouse.aggregator.kafka.progress.StageMark;
import io.meterhouse.aggregator.kafka.recompute.RecomputeWorker;
import io.meterhouse.aggregator.kafka.stream.StreamsProperties;
import io.meterhouse.aggregator.sink.ProgressStore;
import io.meterhouse.aggregator.watermark.PipelineStep;
import io.meterhouse.kit.config.KafkaConfig;
import io.meterhouse.kit.kafka.Topic;
import io.meterhouse.kit.kafka.Topics;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** The ways from acceptance to what is answered, step by step. */
public final class PipelineSteps implements AutoCloseable {

  private static final Duration PATIENCE = Duration.ofMillis(50);

  private final KafkaConfig kafka;
  private final Topics topics;
  private final LogOffsets log;
  private final FoldProgress folded;
  private final MarkerGap uniqueGap;
  private final MarkerGap recomputedGap;
  private final AcceptedTime accepted;

  public PipelineSteps(KafkaConfig kafka) {
    this.kafka = kafka;
    this.accepted = new AcceptedTime(kafka.replication());
    this.topics = new Topics(kafka);
    this.log = new LogOffsets(kafka);
    this.folded = new FoldProgress(kafka, topics.name(Topic.USAGE_PROGRESS));
    this.uniqueGap = new MarkerGap(kafka, topics.name(Topic.USAGE_UNIQUE));
    this.recomputedGap = new MarkerGap(kafka, topics.name(Topic.USAGE_RECOMPUTED));
  }

  /**
   * A time on the brokers' clocks: what comes behind an end of usage.accepted that is asked for
   * from now on was not accepted before it.
   *
   * @param clock tells the time where the brokers have stamped nothing of late
   */
  public Instant acceptedTime(InstantSource clock) {
    AcceptedTime.Look look = log.look(topics.name(Topic.USAGE_ACCEPTED));
    return accepted.passed(look, kafka.partitions(), System.nanoTime(), clock.millis());
  }

  /**
   * To usage_aggregates: deduplicate, aggregate, fold again what came late or was void, complete
   * the windows that waited for it, the sink.
   *
   * @param sinks their names by the topic that they read
   */
  List<PipelineStep> toWindows(ProgressStore progress, Map<Topic, String> sinks) {
    return List.of(
        step(
            Topic.USAGE_ACCEPTED,
            wanted -> committed(StreamsProperties.applicationId(kafka), Topic.USAGE_ACCEPTED)),
        step(Topic.USAGE_UNIQUE, wanted -> upTo(StageMark.AGGREGATE, uniqueGap, wanted)),
        step(
            Topic.USAGE_RECOMPUTE,
            wanted -> committed(RecomputeWorker.group(kafka), Topic.USAGE_RECOMPUTE)),
        step(Topic.USAGE_RECOMPUTED, wanted -> upTo(StageMark.COMPLETE, recomputedGap, wanted)),
        stored(progress, sinks, Topic.USAGE_AGGREGATES));
  }

  /**
   * To usage_ledger and the rows that it counts. Deduplication sends the ledger of what it has
   * committed a moment later, and says so in usage.progress.
   *
   * @param sinks their names by the topic that they read
   */
  List<PipelineStep> toLedger(ProgressStore progress, Map<Topic, String> sinks) {
    return List.of(
        step(
            Topic.USAGE_ACCEPTED,
            wanted ->
                since(Topic.USAGE_ACCEPTED, folded.nextOffsets(StageMark.DEDUPLICATE, PATIENCE))),
        stored(progress, sinks, Topic.USAGE_UNIQUE),
        stored(progress, sinks, Topic.USAGE_REJECTED),
        stored(progress, sinks, Topic.USAGE_LEDGER));
  }

  private PipelineStep stored(ProgressStore progress, Map<Topic, String> sinks, Topic topic) {
    String sink = Objects.requireNonNull(sinks.get(topic), topic::toString);
    return step(topic, wanted -> since(topic, progress.read(sink, topics.name(topic))));
  }

  private Map<Integer, Long> committed(String group, Topic topic) {
    return since(topic, log.committed(group, topics.name(topic)));
  }

  /** Whoever finds its place expired tells none until a record comes. */
  private Map<Integer, Long> since(Topic topic, Map<Integer, Long> told) {
    Map<Integer, Long> reached = log.begins(topics.name(topic));
    told.forEach((partition, offset) -> reached.merge(partition, offset, Math::max));
    return reached;
  }

  private Map<Integer, Long> upTo(String stage, MarkerGap gap, Map<Integer, Long> wanted) {
    Map<Integer, Long> sent = folded.nextOffsets(stage, PATIENCE);
    Map<Integer, Long> reached = new HashMap<>();
    wanted.forEach(
        (partition, target) -> {
          long next = sent.getOrDefault(partition, 0L);
          reached.put(
              partition, next >= target ? next : gap.firstRecordFrom(partition, next, target));
        });
    return reached;
  }

  private PipelineStep step(Topic topic, Reader reader) {
    return new PipelineStep() {
      @Override
      public Map<Integer, Long> ends() {
        return log.ends(topics.name(topic));
      }

      @Override
      public Map<Integer, Long> reached(Map<Integer, Long> wanted) {
        return reader.reached(wanted);
      }
    };
  }

  @FunctionalInterface
  private interface Reader {
    Map<Integer, Long> reached(Map<Integer, Long> wanted);
  }

  @Override
  public void close() {
    uniqueGap.close();
    recomputedGap.close();
    folded.close();
    log.close();
  }
}

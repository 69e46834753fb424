package io.meterhouse.aggregator.kafka.watermark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.meterhouse.aggregator.TestTopics;
import io.meterhouse.aggregator.kafka.progress.StageMark;
import io.meterhouse.aggregator.kafka.recompute.RecomputeWorker;
import io.meterhouse.aggregator.kafka.stream.StreamsProperties;
import io.meterhouse.aggregator.sink.ProgressStore;
import io.meterhouse.aggregator.watermark.PipelineStep;
import io.meterhouse.aggregator.watermark.WatermarkChain;
import io.meterhouse.kit.kafka.Topic;
import io.meterhouse.kit.kafka.Topics;
import io.meterhouse.local.EngineAddresses;
import io.meterhouse.local.junit.Engines;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.LongConsumer;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * What each watermark waits for, on the real broker, and what time it begins with. Every topic gets
 * one more record; all steps but one tell that they have it, and so no watermark comes before that
 * one tells it too.
 */
@ExtendWith(Engines.class)
class PipelineStepsIT {

  private static final Duration PATIENCE = Duration.ofMinutes(8);
  private static final Instant ACCEPTED = Instant.parse("2026-11-21T12:00:00Z");
  private static final List<Topic> ALL =
      List.of(
          Topic.USAGE_ACCEPTED,
          Topic.USAGE_UNIQUE,
          Topic.USAGE_REJECTED,
          Topic.USAGE_LEDGER,
          Topic.USAGE_RECOMPUTE,
          Topic.USAGE_RECOMPUTED,
          Topic.USAGE_AGGREGATES);

  private final TestTopics topics;
  private final Topics names;
  private final Admin admin;
  private final Progress progress = new Progress();
  private final PipelineSteps steps;

  PipelineStepsIT(EngineAddresses engines) {
    topics = new TestTopics(engines.kafkaBootstrapServers(), engines.freshName("steps"), 1);
    names = new Topics(topics.kafka());
    admin = Admin.create(topics.kafka().clientProperties());
    steps = new PipelineSteps(topics.kafka());
  }

  @AfterEach
  void close() {
    steps.close();
    admin.close();
    topics.close();
  }

  @Test
  void shouldHoldTheWatermarkOfTheLedgerUntilEveryStepToItHasTold() throws Exception {
    waitsForEach(
        steps.toLedger(progress, sinks()),
        List.of(
            end -> mark(StageMark.DEDUPLICATE, Topic.USAGE_ACCEPTED, end),
            end -> stored(Topic.USAGE_UNIQUE, end),
            end -> stored(Topic.USAGE_REJECTED, end),
            end -> stored(Topic.USAGE_LEDGER, end)));
  }

  @Test
  void shouldHoldTheWatermarkOfWindowsUntilEveryStepToThemHasTold() throws Exception {
    String job = StreamsProperties.applicationId(topics.kafka());
    String worker = RecomputeWorker.group(topics.kafka());
    waitsForEach(
        steps.toWindows(progress, sinks()),
        List.of(
            end -> committed(job, Topic.USAGE_ACCEPTED, end),
            end -> mark(StageMark.AGGREGATE, Topic.USAGE_UNIQUE, end),
            end -> committed(worker, Topic.USAGE_RECOMPUTE, end),
            end -> mark(StageMark.COMPLETE, Topic.USAGE_RECOMPUTED, end),
            end -> stored(Topic.USAGE_AGGREGATES, end)));
  }

  @Test
  void shouldTellTheTimeThatTheBrokerStampedWhateverOurClockSays() throws Exception {
    InstantSource broker = InstantSource.system();
    InstantSource fast = () -> broker.instant().plusSeconds(5);
    topics.acceptBytes(new byte[] {1}, new byte[] {1});
    topics.awaitAccepted();

    assertThat(steps.acceptedTime(fast)).isBeforeOrEqualTo(broker.instant());
  }

  /**
   * @param way to the answer
   * @param tell one for each step: that it has everything before that offset
   */
  private void waitsForEach(List<PipelineStep> way, List<LongConsumer> tell) throws Exception {
    assertThat(way).hasSameSizeAs(tell);
    for (int missing = 0; missing < way.size(); missing++) {
      long end = missing + 1L;
      ALL.forEach(topic -> topics.sendBytes(topic, 0, new byte[] {1}, new byte[] {1}));
      topics.awaitAccepted();
      for (int i = 0; i < way.size(); i++) {
        if (i != missing) {
          tell.get(i).accept(end);
          PipelineStep told = way.get(i);
          await().atMost(PATIENCE).until(() -> hasReachedItsEnd(told));
        }
      }
      WatermarkChain chain = new WatermarkChain(way);

      assertThat(chain.advance(ACCEPTED)).as("without step %d", missing).isEmpty();

      tell.get(missing).accept(end);
      await().atMost(PATIENCE).until(() -> chain.advance(ACCEPTED).isPresent());
    }
  }

  private static boolean hasReachedItsEnd(PipelineStep step) {
    Map<Integer, Long> ends = step.ends();
    Map<Integer, Long> reached = step.reached(ends);
    return ends.entrySet().stream()
        .allMatch(end -> reached.getOrDefault(end.getKey(), 0L) >= end.getValue());
  }

  private void mark(String stage, Topic topic, long end) {
    StageMark mark = new StageMark(stage, topic, 0, end);
    topics.sendBytes(Topic.USAGE_PROGRESS, 0, mark.key(), mark.value());
    topics.flush();
  }

  private void committed(String group, Topic topic, long end) {
    Map<TopicPartition, OffsetAndMetadata> offset =
        Map.of(new TopicPartition(names.name(topic), 0), new OffsetAndMetadata(end));
    await()
        .atMost(PATIENCE)
        .until(() -> admin.alterConsumerGroupOffsets(group, offset).all().get() == null);
  }

  private void stored(Topic topic, long end) {
    progress.record(topic.suffix(), names.name(topic), Map.of(0, end));
  }

  private static Map<Topic, String> sinks() {
    Map<Topic, String> sinks = new HashMap<>();
    Stream.of(Topic.USAGE_UNIQUE, Topic.USAGE_REJECTED, Topic.USAGE_LEDGER, Topic.USAGE_AGGREGATES)
        .forEach(topic -> sinks.put(topic, topic.suffix()));
    return sinks;
  }

  private static final class Progress implements ProgressStore {

    private final Map<String, Map<Integer, Long>> told = new HashMap<>();

    @Override
    public void record(String sink, String topic, Map<Integer, Long> nextOffsets) {
      told.put(sink + " " + topic, nextOffsets);
    }

    @Override
    public Map<Integer, Long> read(String sink, String topic) {
      return told.getOrDefault(sink + " " + topic, Map.of());
    }
  }
}

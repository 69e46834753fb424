package io.meterhouse.aggregator.kafka.watermark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.meterhouse.aggregator.TestTopics;
import io.meterhouse.aggregator.sink.ProgressStore;
import io.meterhouse.aggregator.sink.SinkWriteException;
import io.meterhouse.kit.kafka.Topic;
import io.meterhouse.local.EngineAddresses;
import io.meterhouse.local.junit.Engines;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * The sampler on the real broker; the store is a fake, because a real one does not fail to order.
 */
@ExtendWith(Engines.class)
class WatermarkSamplerIT {

  private static final Duration PATIENCE = Duration.ofMinutes(8);

  private final TestTopics topics;
  private final List<Instant> published = new CopyOnWriteArrayList<>();
  private final List<Instant> ledger = new CopyOnWriteArrayList<>();
  private volatile @Nullable Supplier<Throwable> failure;

  WatermarkSamplerIT(EngineAddresses engines) {
    topics = new TestTopics(engines.kafkaBootstrapServers(), engines.freshName("watermark"), 2);
  }

  @AfterEach
  void close() {
    topics.close();
  }

  @Test
  void shouldTellAFailureThatNobodyExpectedAndGoOnWhenItIsOver() {
    shouldGoOnAfter(() -> new IllegalStateException("unexpected"));
  }

  @Test
  void shouldTellThatTheStoreIsAwayAndGoOnWhenItIsBack() {
    shouldGoOnAfter(() -> new SinkWriteException("away", true, new IllegalStateException()));
  }

  @Test
  void shouldTellThatAnErrorEndedIt() {
    failure = StackOverflowError::new;
    try (WatermarkSampler sampler = start()) {
      awaitProblem(sampler, Optional.of("watermark has ended, the log says why"));
    }
  }

  private void shouldGoOnAfter(Supplier<Throwable> temporary) {
    try (WatermarkSampler sampler = start()) {
      awaitAnother();
      assertThat(sampler.problem()).isEmpty();

      failure = temporary;
      awaitProblem(sampler, Optional.of("watermark fails, the log says why"));

      failure = null;
      awaitAnother();
      await().atMost(PATIENCE).until(() -> !ledger.isEmpty());
      awaitProblem(sampler, Optional.empty());
    }
  }

  private static void awaitProblem(WatermarkSampler sampler, Optional<String> problem) {
    await().atMost(PATIENCE).untilAsserted(() -> assertThat(sampler.problem()).isEqualTo(problem));
  }

  private void awaitAnother() {
    int before = published.size();
    await().atMost(PATIENCE).until(() -> published.size() > before);
  }

  private WatermarkSampler start() {
    return WatermarkSampler.start(
        topics.kafka(),
        new WatermarkSampler.Stores(
            new NothingWritten(),
            Map.of(
                Topic.USAGE_UNIQUE, "none",
                Topic.USAGE_REJECTED, "none",
                Topic.USAGE_LEDGER, "none",
                Topic.USAGE_AGGREGATES, "none"),
            this::publish,
            ledger::add),
        Duration.ofMillis(20),
        InstantSource.system());
  }

  private void publish(Instant watermark) {
    Supplier<Throwable> failing = failure;
    switch (failing == null ? null : failing.get()) {
      case RuntimeException e -> throw e;
      case Error e -> throw e;
      case null, default -> published.add(watermark);
    }
  }

  private static final class NothingWritten implements ProgressStore {
    @Override
    public void record(String sink, String topic, Map<Integer, Long> nextOffsets) {
      throw new UnsupportedOperationException();
    }

    @Override
    public Map<Integer, Long> read(String sink, String topic) {
      return Map.of();
    }
  }
}

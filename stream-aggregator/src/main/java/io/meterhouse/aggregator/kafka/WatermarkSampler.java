package io.meterhouse.aggregator.kafka;

import io.meterhouse.aggregator.ProgressStore;
import io.meterhouse.aggregator.WatermarkChain;
import io.meterhouse.aggregator.WatermarkStore;
import io.meterhouse.kit.config.KafkaConfig;
import io.meterhouse.kit.lifecycle.BackgroundLoop;
import io.meterhouse.kit.lifecycle.Watched;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;

/**
 * Samples and publishes the watermark on a thread of its own, also while nothing happens. Whatever
 * it fails of, it tries again at the next interval; until it succeeds the watermark stands still.
 */
public final class WatermarkSampler implements AutoCloseable, Watched {

  private final BackgroundLoop loop;

  private WatermarkSampler(BackgroundLoop loop) {
    this.loop = loop;
  }

  /** Where the last step of the way tells how far it is, and where the result goes. */
  public record Stores(ProgressStore progress, String aggregatesSink, WatermarkStore watermarks) {}

  public static WatermarkSampler start(
      KafkaConfig kafka, Stores stores, Duration interval, InstantSource clock) {
    PipelineSteps steps = new PipelineSteps(kafka);
    WatermarkChain chain =
        new WatermarkChain(steps.inOrder(stores.progress(), stores.aggregatesSink()));
    BackgroundLoop loop =
        new BackgroundLoop(
            "watermark", interval, new Sampling(steps, chain, stores.watermarks(), clock));
    loop.start();
    return new WatermarkSampler(loop);
  }

  @Override
  public Optional<String> problem() {
    return loop.problem();
  }

  @Override
  public void close() {
    loop.close();
  }

  private record Sampling(
      PipelineSteps steps, WatermarkChain chain, WatermarkStore store, InstantSource clock)
      implements BackgroundLoop.Step {

    @Override
    public void take() {
      chain.advance(steps.acceptedTime(clock)).ifPresent(store::publish);
    }

    @Override
    public void close() {
      steps.close();
    }
  }
}

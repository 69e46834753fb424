package io.meterhouse.aggregator.kafka.watermark;

import io.meterhouse.aggregator.sink.ProgressStore;
import io.meterhouse.aggregator.watermark.WatermarkChain;
import io.meterhouse.aggregator.watermark.WatermarkStore;
import io.meterhouse.kit.config.KafkaConfig;
import io.meterhouse.kit.kafka.Topic;
import io.meterhouse.kit.lifecycle.BackgroundLoop;
import io.meterhouse.kit.lifecycle.Watched;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
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

  /**
   * Where the last steps of the ways tell how far they are, and where the results go.
   *
   * @param sinks their names by the topic that they read
   * @param usage takes the watermark of windows
   * @param ledger takes that of the ledger and the rows that it counts
   */
  public record Stores(
      ProgressStore progress,
      Map<Topic, String> sinks,
      WatermarkStore usage,
      WatermarkStore ledger) {

    /** Copies. */
    public Stores {
      sinks = Map.copyOf(sinks);
    }
  }

  public static WatermarkSampler start(
      KafkaConfig kafka, Stores stores, Duration interval, InstantSource clock) {
    PipelineSteps steps = new PipelineSteps(kafka);
    WatermarkChain usage = new WatermarkChain(steps.toWindows(stores.progress(), stores.sinks()));
    WatermarkChain ledger = new WatermarkChain(steps.toLedger(stores.progress(), stores.sinks()));
    BackgroundLoop loop =
        new BackgroundLoop(
            "watermark", interval, new Sampling(steps, usage, ledger, stores, clock));
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
      PipelineSteps steps,
      WatermarkChain usage,
      WatermarkChain ledger,
      Stores stores,
      InstantSource clock)
      implements BackgroundLoop.Step {

    @Override
    public void take() {
      Instant accepted = steps.acceptedTime(clock);
      usage.advance(accepted).ifPresent(stores.usage()::publish);
      ledger.advance(accepted).ifPresent(stores.ledger()::publish);
    }

    @Override
    public void close() {
      steps.close();
    }
  }
}

package io.meterhouse.aggregator.kafka;

import io.meterhouse.aggregator.ProgressStore;
import io.meterhouse.aggregator.SinkWriteException;
import io.meterhouse.aggregator.WatermarkChain;
import io.meterhouse.aggregator.WatermarkStore;
import io.meterhouse.kit.config.KafkaConfig;
import java.time.Duration;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.common.errors.RetriableException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Samples and publishes the watermark on a thread of its own, also while nothing happens. */
public final class WatermarkSampler implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(WatermarkSampler.class);
  private static final Duration CLOSE_TIMEOUT = Duration.ofSeconds(15);

  private final PipelineSteps steps;
  private final WatermarkChain chain;
  private final WatermarkStore store;
  private final Duration interval;
  private final InstantSource clock;
  private final CountDownLatch stop = new CountDownLatch(1);
  private final Thread thread;
  private boolean failing;
  private volatile boolean alive = true;

  private WatermarkSampler(
      PipelineSteps steps,
      WatermarkChain chain,
      WatermarkStore store,
      Duration interval,
      InstantSource clock) {
    this.steps = steps;
    this.chain = chain;
    this.store = store;
    this.interval = interval;
    this.clock = clock;
    this.thread = Thread.ofPlatform().name("watermark").unstarted(this::run);
  }

  /** Where the last step of the way tells how far it is, and where the result goes. */
  public record Stores(ProgressStore progress, String aggregatesSink, WatermarkStore watermarks) {}

  public static WatermarkSampler start(
      KafkaConfig kafka, Stores stores, Duration interval, InstantSource clock) {
    PipelineSteps steps = new PipelineSteps(kafka);
    WatermarkChain chain =
        new WatermarkChain(steps.inOrder(stores.progress(), stores.aggregatesSink()));
    WatermarkSampler sampler =
        new WatermarkSampler(steps, chain, stores.watermarks(), interval, clock);
    sampler.thread.start();
    return sampler;
  }

  /** Whether it goes on; it does not while its engines are away, but then by itself again. */
  public boolean isAlive() {
    return alive;
  }

  @Override
  public void close() {
    stop.countDown();
    try {
      if (!thread.join(CLOSE_TIMEOUT)) {
        LOG.warn("the watermark sampler did not stop within {}", CLOSE_TIMEOUT);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void run() {
    try (steps) {
      while (!stop.await(interval.toMillis(), TimeUnit.MILLISECONDS)) {
        sample();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (RuntimeException | Error e) {
      LOG.error("the watermark stands still: its sampler gave up", e);
    } finally {
      alive = false;
    }
  }

  private void sample() {
    try {
      // Truncated: a watermark may be too early, never too late.
      chain.advance(clock.instant().truncatedTo(ChronoUnit.MILLIS)).ifPresent(store::publish);
      if (failing) {
        LOG.info("the watermark moves again");
      }
      failing = false;
    } catch (RetriableException | SinkWriteException e) {
      if (!failing) {
        LOG.warn("the watermark stands still: {}", e.toString());
      }
      failing = true;
    }
  }
}

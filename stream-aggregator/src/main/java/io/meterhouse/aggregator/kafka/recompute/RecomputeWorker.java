package io.meterhouse.aggregator.kafka.recompute;

import io.meterhouse.aggregator.kafka.client.CommittedConsumers;
import io.meterhouse.aggregator.kafka.client.InstanceId;
import io.meterhouse.aggregator.recompute.RecomputeConfig;
import io.meterhouse.aggregator.recompute.RecomputeCounts;
import io.meterhouse.aggregator.recompute.RecomputeStore;
import io.meterhouse.aggregator.sink.ProgressStore;
import io.meterhouse.aggregator.sink.SinkState;
import io.meterhouse.kit.config.KafkaConfig;
import io.meterhouse.kit.lifecycle.Watched;
import io.meterhouse.metering.MeterCatalog;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Folds stretches of event time again from the raw events, on a thread of its own. */
public final class RecomputeWorker implements AutoCloseable, Watched {

  private static final Logger LOG = LoggerFactory.getLogger(RecomputeWorker.class);

  /** A piece may be under way: it ends before the worker does. */
  private static final Duration CLOSE_TIMEOUT = Duration.ofSeconds(20);

  private final RecomputeLoop loop;
  private final Thread thread;

  private RecomputeWorker(RecomputeLoop loop) {
    this.loop = loop;
    this.thread = Thread.ofPlatform().name("recompute").unstarted(loop);
  }

  /**
   * What it reads and how far the sinks are.
   *
   * @param aggregatesSink the name of the sink of usage.aggregates
   */
  public record Stores(RecomputeStore recompute, ProgressStore progress, String aggregatesSink) {}

  /**
   * Who works, and how.
   *
   * @param stateDir says which instance it is
   */
  public record Member(
      KafkaConfig kafka, Path stateDir, Duration sessionTimeout, RecomputeConfig config) {

    /** The consumer group. */
    public String group() {
      return RecomputeWorker.group(kafka);
    }
  }

  /**
   * Starts it.
   *
   * @param catalog as it is at the moment of the call, on the brokers
   */
  public static RecomputeWorker start(
      Member member,
      Stores stores,
      Supplier<MeterCatalog> catalog,
      RecomputeCounts counts,
      InstantSource clock) {
    KafkaConfig kafka = member.kafka();
    String instance = InstanceId.in(member.stateDir());
    RecomputeLoop loop =
        new RecomputeLoop(
            new RecomputeSource(
                kafka,
                CommittedConsumers.ofSeveralTopics(
                    kafka, member.group(), instance, member.sessionTimeout())),
            new RecomputeWriter(kafka, member.group() + "-" + instance),
            new RecomputeBackground(kafka, stores, catalog, counts),
            member.config(),
            clock);
    RecomputeWorker worker = new RecomputeWorker(loop);
    worker.thread.start();
    return worker;
  }

  /** The consumer group of all workers of an installation. */
  public static String group(KafkaConfig kafka) {
    return kafka.topicPrefix() + "meterhouse-recompute";
  }

  /** Without the reason, which may say more than everybody should know: the log has it. */
  @Override
  public Optional<String> problem() {
    return switch (loop.state()) {
      case SinkState.Working _ -> Optional.empty();
      case SinkState.Holding _ -> Optional.of("the recompute worker waits and tries again");
      case SinkState.Failed _ -> Optional.of("the recompute worker gave up");
      case SinkState.Stopped _ -> Optional.of("the recompute worker has stopped");
    };
  }

  @Override
  public void close() {
    loop.stop();
    try {
      if (!thread.join(CLOSE_TIMEOUT)) {
        LOG.warn("{} did not stop within {}", thread.getName(), CLOSE_TIMEOUT);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}

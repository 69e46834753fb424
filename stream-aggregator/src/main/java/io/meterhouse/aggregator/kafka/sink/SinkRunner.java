package io.meterhouse.aggregator.kafka.sink;

import io.meterhouse.aggregator.kafka.client.CommittedConsumers;
import io.meterhouse.aggregator.kafka.client.InstanceId;
import io.meterhouse.aggregator.sink.ProgressStore;
import io.meterhouse.aggregator.sink.Sink;
import io.meterhouse.aggregator.sink.SinkConfig;
import io.meterhouse.aggregator.sink.SinkState;
import io.meterhouse.kit.config.KafkaConfig;
import io.meterhouse.kit.kafka.Topic;
import io.meterhouse.kit.kafka.Topics;
import io.meterhouse.kit.lifecycle.Watched;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Runs each sink on threads of its own: one reads, one writes. */
public final class SinkRunner implements AutoCloseable, Watched {

  private static final Logger LOG = LoggerFactory.getLogger(SinkRunner.class);
  private static final Duration CLOSE_TIMEOUT = Duration.ofSeconds(15);

  private final KafkaConfig kafka;
  private final Rejections rejections;
  private final String instanceId;
  private final Duration sessionTimeout;
  private final List<SinkLoop<?>> loops = new ArrayList<>();
  private final List<Thread> threads = new ArrayList<>();

  public SinkRunner(KafkaConfig kafka, Path stateDir, Duration sessionTimeout) {
    this.kafka = kafka;
    this.rejections = new Rejections(kafka);
    this.instanceId = InstanceId.in(stateDir);
    this.sessionTimeout = sessionTimeout;
  }

  public void start(Sink<?> sink, Topic topic, ProgressStore progress, SinkConfig config) {
    SinkLoop<?> loop = loop(sink, topic, progress, config);
    loops.add(loop);
    threads.add(Thread.ofPlatform().name("sink-" + sink.name()).start(loop));
  }

  /** Name to state, in the order of their start. */
  public Map<String, SinkState> states() {
    Map<String, SinkState> states = new LinkedHashMap<>();
    loops.forEach(loop -> states.put(loop.name(), loop.state()));
    return states;
  }

  /** Whether every sink takes rows now. */
  public boolean isWorking() {
    return loops.stream().allMatch(loop -> loop.state() instanceof SinkState.Working);
  }

  @Override
  public Optional<String> problem() {
    List<String> standing =
        loops.stream()
            .flatMap(loop -> standstill(loop.state()).map(what -> loop.name() + what).stream())
            .toList();
    return standing.isEmpty()
        ? Optional.empty()
        : Optional.of("sinks stand still: " + String.join(", ", standing));
  }

  @Override
  public void close() {
    loops.forEach(SinkLoop::stop);
    try {
      for (Thread thread : threads) {
        if (!thread.join(CLOSE_TIMEOUT)) {
          LOG.warn("{} did not stop within {}", thread.getName(), CLOSE_TIMEOUT);
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    rejections.close();
  }

  /** Without the reason, which may say more than everybody should know: the log has it. */
  private static Optional<String> standstill(SinkState state) {
    return switch (state) {
      case SinkState.Working _ -> Optional.empty();
      case SinkState.Holding _ -> Optional.of(" holds its rows");
      case SinkState.Failed _ -> Optional.of(" gave up");
      case SinkState.Stopped _ -> Optional.of(" has stopped");
    };
  }

  private <R> SinkLoop<R> loop(
      Sink<R> sink, Topic topic, ProgressStore progress, SinkConfig config) {
    return new SinkLoop<>(
        sink,
        new SinkLoop.TopicConsumer(
            CommittedConsumers.inGroup(kafka, sink.name(), instanceId, sessionTimeout),
            new Topics(kafka).name(topic)),
        progress,
        rejections,
        config);
  }
}

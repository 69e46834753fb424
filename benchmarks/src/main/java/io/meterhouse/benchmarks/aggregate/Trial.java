package io.meterhouse.benchmarks.aggregate;

import io.meterhouse.benchmarks.BenchmarkException;
import io.meterhouse.benchmarks.Scratch;
import io.meterhouse.benchmarks.report.Cost;
import io.meterhouse.benchmarks.report.Phase;
import io.meterhouse.benchmarks.usage.Edge;
import io.meterhouse.benchmarks.usage.PlatformMeters;
import io.meterhouse.benchmarks.usage.UsageEvents;
import io.meterhouse.ingest.IngestConfig;
import io.meterhouse.ingest.LogEntry;
import io.meterhouse.ingest.kafka.ProducerSettings;
import io.meterhouse.kit.catalog.CatalogFollower;
import io.meterhouse.kit.config.KafkaConfig;
import io.meterhouse.kit.kafka.Topic;
import io.meterhouse.kit.kafka.TopicProvisioner;
import io.meterhouse.kit.kafka.Topics;
import io.meterhouse.kit.lifecycle.Parts;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.EnumSet;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.jspecify.annotations.Nullable;

/**
 * One usage.accepted, and what the bare loop and the stream job make of it. Its topics and its
 * state are its own and are gone when it is closed. Of one thread.
 */
final class Trial implements AutoCloseable {

  private final AggregateRig rig;
  private final UsageEvents events;
  private final int round;
  private final KafkaConfig kafka;
  private final Topics topics;
  private final Path stateDir;
  private final Parts parts = new Parts();
  private final Offsets offsets;
  private final CatalogFollower catalog;

  /** What is measured of the stream job's work, and by whom. */
  @FunctionalInterface
  interface Recorder {

    /** Does the work. */
    void over(Runnable work);
  }

  Trial(AggregateRig rig, UsageEvents events, String name, int round, InstantSource clock) {
    this.rig = rig;
    this.events = events;
    this.round = round;
    this.kafka = rig.kafka(name);
    this.topics = new Topics(kafka);
    this.stateDir = rig.stateDir(name);
    TopicProvisioner.ensure(kafka, rig.startup());
    PlatformMeters.announce(kafka);
    this.offsets = parts.add(new Offsets(kafka));
    parts.add(this::deleteState);
    parts.add(() -> offsets.deleteTopics(kafka.topicPrefix()));
    this.catalog = parts.add(CatalogFollower.open(kafka, rig.startup(), clock));
    fill(clock);
  }

  private void fill(InstantSource clock) {
    AtomicReference<@Nullable Exception> failure = new AtomicReference<>();
    String accepted = topics.name(Topic.USAGE_ACCEPTED);
    try (KafkaProducer<byte[], byte[]> producer =
        new KafkaProducer<>(
            ProducerSettings.of(IngestConfig.of(kafka, rig.startup())),
            new ByteArraySerializer(),
            new ByteArraySerializer())) {
      Edge.forEach(
          events,
          clock,
          entry -> {
            var _ =
                producer.send(
                    record(accepted, entry),
                    (_, exception) -> {
                      if (exception != null) {
                        failure.compareAndSet(null, exception);
                      }
                    });
          });
    }
    Exception failed = failure.get();
    if (failed != null) {
      throw new BenchmarkException(accepted + " cannot be filled: " + failed, failed);
    }
  }

  private static ProducerRecord<byte[], byte[]> record(String topic, LogEntry entry) {
    return new ProducerRecord<>(topic, entry.identity().bytes(), entry.record().toByteArray());
  }

  /** Hands the records on to a topic laid out as usage.unique. */
  Phase loop() {
    KafkaConfig twins =
        new KafkaConfig(
            kafka.bootstrapServers(),
            kafka.topicPrefix() + "bare.",
            kafka.partitions(),
            kafka.replication());
    TopicProvisioner.ensure(twins, rig.startup(), EnumSet.of(Topic.USAGE_UNIQUE));
    try (BareLoop loop =
        new BareLoop(
            kafka,
            rig.stream(),
            offsets.partitions(topics.name(Topic.USAGE_ACCEPTED)),
            new Topics(twins).name(Topic.USAGE_UNIQUE))) {
      Cost before = rig.cost();
      long began = System.nanoTime();
      long records = loop.run();
      Duration elapsed = Duration.ofNanos(System.nanoTime() - began);
      Cost cost = rig.cost().since(before);
      if (records != events.records()) {
        throw new BenchmarkException(
            "the bare loop handed on %d records (expected: %d)"
                .formatted(records, events.records()));
      }
      return phase(AggregatePhases.loop(events.tenants()), elapsed, cost);
    }
  }

  /** Deduplicates and aggregates, from the first record until the last is committed. */
  Phase job(String name, Recorder recorder) {
    try (Job job = start()) {
      Cost before = rig.cost();
      long began = System.nanoTime();
      recorder.over(() -> job.awaitEnd(offsets, events.records()));
      Duration elapsed = Duration.ofNanos(System.nanoTime() - began);
      Phase phase = phase(name, elapsed, rig.cost().since(before));
      WindowCounts.require(events, offsets, topics.name(Topic.USAGE_AGGREGATES));
      return phase;
    }
  }

  /** What the job's state costs; to be asked once, after the job. */
  JobFigures figures() {
    StateFolder state = new StateFolder(stateDir);
    long stateBytes = state.bytes();
    long identityBytes = state.identityBytes();
    Duration withState = startAgain();
    deleteState();
    return new JobFigures(
        events.tenants(), events.unique(), stateBytes, identityBytes, withState, startAgain());
  }

  private Duration startAgain() {
    try (Job job = start()) {
      return job.startedIn();
    }
  }

  private Job start() {
    return Job.start(kafka, rig.stream(), stateDir, catalog, rig.telemetry().metrics());
  }

  private Phase phase(String name, Duration elapsed, Cost cost) {
    return new Phase(name, round, 0, events.records(), elapsed, null, cost);
  }

  private void deleteState() {
    try {
      Scratch.delete(stateDir);
    } catch (IOException e) {
      throw new UncheckedIOException("the state of the job cannot be deleted", e);
    }
  }

  @Override
  public void close() {
    parts.close();
  }
}

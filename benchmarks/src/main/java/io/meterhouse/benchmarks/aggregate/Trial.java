package io.meterhouse.benchmarks.aggregate;

import io.meterhouse.benchmarks.BenchmarkException;
import io.meterhouse.benchmarks.Scratch;
import io.meterhouse.benchmarks.engines.OwnTopics;
import io.meterhouse.benchmarks.report.Cost;
import io.meterhouse.benchmarks.report.Phase;
import io.meterhouse.benchmarks.server.Recorder;
import io.meterhouse.benchmarks.usage.AcceptedUsage;
import io.meterhouse.benchmarks.usage.PlatformMeters;
import io.meterhouse.benchmarks.usage.UsageEvents;
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
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;

/**
 * One usage.accepted, and what the bare loop and the stream job make of it. Its topics and its
 * state are its own and are gone when it is closed. Of one thread.
 */
final class Trial implements AutoCloseable {

  private final AggregateRig rig;
  private final UsageEvents events;

  /** Everything that was written to usage.accepted. */
  private final List<UsageEvents> written = new ArrayList<>();

  private final int round;
  private final InstantSource clock;
  private final KafkaConfig kafka;
  private final Topics topics;
  private final Path stateDir;
  private final Parts parts = new Parts();
  private final Offsets offsets;
  private final CatalogFollower catalog;

  Trial(AggregateRig rig, UsageEvents events, String name, int round, InstantSource clock) {
    this.rig = rig;
    this.events = events;
    this.round = round;
    this.clock = clock;
    this.kafka = rig.kafka(name);
    this.topics = new Topics(kafka);
    this.stateDir = rig.stateDir(name);
    TopicProvisioner.ensure(kafka, rig.startup());
    PlatformMeters.announce(kafka);
    this.offsets = parts.add(new Offsets(kafka));
    parts.add(this::deleteState);
    parts.add(() -> OwnTopics.delete(kafka));
    this.catalog = parts.add(CatalogFollower.open(kafka, rig.startup(), clock));
    write(events);
  }

  private void write(UsageEvents more) {
    AcceptedUsage.write(more, kafka, rig.startup(), clock);
    written.add(more);
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
      return measured(job, name, recorder);
    }
  }

  private Phase measured(Job job, String name, Recorder recorder) {
    long records = written.stream().mapToLong(UsageEvents::records).sum();
    Cost before = rig.cost();
    long began = System.nanoTime();
    recorder.over(() -> job.awaitEnd(offsets, records));
    Duration elapsed = Duration.ofNanos(System.nanoTime() - began);
    Phase phase = phase(name, elapsed, rig.cost().since(before));
    WindowCounts.require(written, offsets, topics.name(Topic.USAGE_AGGREGATES));
    return phase;
  }

  /**
   * What the job did beside so many identities, and what they cost.
   *
   * @param rest how long the engines worked on what was restored before they were quiet
   */
  record Beside(Phase phase, JobFigures figures, Duration rest) {}

  /**
   * As many other events once more, after {@link #job}, when the job remembers so many identities
   * besides. They come as its memory does when its disk is lost: from the changelog. What is
   * measured begins once the engines have done with that.
   */
  Beside jobBeside(String name, long identities) {
    StoredIdentities.write(kafka, offsets, identities);
    deleteState();
    Duration restore;
    Duration rest;
    try (Job job = start()) {
      restore = job.startedIn();
      rest = Rest.await(rig);
    }
    write(new UsageEvents(events.records(), events.records(), events.tenants(), events.times()));
    try (Job job = start()) {
      Phase phase = measured(job, name, Recorder.NONE);
      StateFolder state = new StateFolder(stateDir);
      long remembered = identities + written.stream().mapToLong(UsageEvents::unique).sum();
      return new Beside(
          phase,
          new JobFigures(
              events.tenants(),
              remembered,
              state.bytes(),
              state.identityBytes(),
              job.startedIn(),
              restore),
          rest);
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

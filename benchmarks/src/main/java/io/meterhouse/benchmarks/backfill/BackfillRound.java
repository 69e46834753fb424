package io.meterhouse.benchmarks.backfill;

import io.meterhouse.aggregator.AggregatorConfig;
import io.meterhouse.aggregator.AggregatorModule;
import io.meterhouse.benchmarks.BenchmarkException;
import io.meterhouse.benchmarks.Scratch;
import io.meterhouse.benchmarks.engines.Database;
import io.meterhouse.benchmarks.engines.OwnTopics;
import io.meterhouse.benchmarks.engines.StoreDatabase;
import io.meterhouse.benchmarks.engines.Waiting;
import io.meterhouse.benchmarks.report.Cost;
import io.meterhouse.benchmarks.report.Phase;
import io.meterhouse.benchmarks.server.Recorder;
import io.meterhouse.benchmarks.usage.AcceptedUsage;
import io.meterhouse.benchmarks.usage.PlatformMeters;
import io.meterhouse.benchmarks.usage.UsageEvents;
import io.meterhouse.kit.kafka.TopicProvisioner;
import io.meterhouse.kit.lifecycle.Parts;
import io.meterhouse.kit.telemetry.Telemetry;
import io.meterhouse.usagestore.UsageStore;
import io.meterhouse.usagestore.Watermarks;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.function.Consumer;

/**
 * An installation that takes usage of now first and a backfill after it. Its topics, its database
 * and its state are its own and are gone when it is closed. Of one thread.
 */
final class BackfillRound implements AutoCloseable {

  private static final Duration LOOK_EVERY = Duration.ofMillis(100);

  /** For a start, and beyond it for each event. */
  private static final Duration PATIENCE = Duration.ofMinutes(5);

  private static final Duration PATIENCE_AN_EVENT = Duration.ofMillis(3);

  private final Parts parts = new Parts();
  private final BackfillPlan plan;
  private final BackfillRig rig;
  private final int round;
  private final InstantSource clock;
  private final AggregatorConfig config;
  private final UsageStore store;
  private final Stored stored;

  /**
   * @param name of the round, which no other has
   */
  BackfillRound(BackfillPlan plan, BackfillRig rig, String name, int round, InstantSource clock) {
    this.plan = plan;
    this.rig = rig;
    this.round = round;
    this.clock = clock;
    this.config = AggregatorConfig.from(rig.settings(name));
    StoreDatabase.drop(config.clickHouse());
    Path state = rig.stateDir(name);
    parts.add(() -> deleteState(state));
    parts.add(() -> StoreDatabase.drop(config.clickHouse()));
    parts.add(() -> OwnTopics.delete(config.kafka()));
    this.store = parts.add(StoreDatabase.open(config.clickHouse()));
    this.stored =
        new Stored(parts.add(new Database(config.clickHouse())), config.clickHouse().database());
    TopicProvisioner.ensure(config.kafka(), config.startup());
    PlatformMeters.announce(config.kafka());
  }

  /**
   * Both phases, each held to its events.
   *
   * @param done told of each as it is over
   */
  BackfillFigures run(Recorder recorder, Consumer<Phase> done) {
    Taken live = take(Lane.LIVE, Recorder.NONE);
    done.accept(live.phase());
    if (live.cold().folded() > 0) {
      throw new BenchmarkException(
          "of usage of now %d events were folded again (expected: 0)"
              .formatted(live.cold().folded()));
    }
    Taken backfill = take(Lane.BACKFILL, recorder);
    done.accept(backfill.phase());
    if (backfill.cold().folded() < backfill.unique()) {
      throw new BenchmarkException(
          "of the backfill %d events were folded from the raw table (expected: %d or more)"
              .formatted(backfill.cold().folded(), backfill.unique()));
    }
    return new BackfillFigures(
        live.phase(),
        backfill.phase(),
        backfill.unique(),
        backfill.cold(),
        stored.windowsOf(backfill.span()),
        backfill.rowsRead());
  }

  private record Taken(Phase phase, long unique, Stored.Span span, Cold cold, long rowsRead) {}

  private Taken take(Lane lane, Recorder recorder) {
    Instant now = clock.instant();
    UsageEvents events = lane.events(plan, now);
    AcceptedUsage.write(events, config.kafka(), config.startup(), clock);
    Instant acceptedBy = clock.instant();
    try (Telemetry telemetry = Telemetry.local()) {
      long rowsBefore = stored.rowsRead();
      Phase phase = timed(lane, telemetry, acceptedBy, recorder);
      long rowsRead = stored.rowsRead() - rowsBefore;
      Instant latest = events.times().latest();
      Stored.Span span =
          new Stored.Span(
              // Windows begin before their first event.
              latest.minus(events.times().span()).minus(Duration.ofMinutes(2)),
              latest.plusSeconds(1));
      stored.require(span, events.unique());
      return new Taken(phase, events.unique(), span, Cold.of(telemetry), rowsRead);
    }
  }

  private Phase timed(Lane lane, Telemetry telemetry, Instant acceptedBy, Recorder recorder) {
    Cost before = rig.cost();
    long began = System.nanoTime();
    try (AggregatorModule module = AggregatorModule.create(config, clock, telemetry)) {
      recorder.over(
          () -> {
            module.start();
            awaitAll(lane, module, acceptedBy);
          });
      Duration elapsed = Duration.ofNanos(System.nanoTime() - began);
      Cost cost = rig.cost().since(before);
      return new Phase(lane.phase(), round, 0, lane.records(plan), elapsed, null, cost);
    }
  }

  /** Until everything that was accepted is in the answers. */
  private void awaitAll(Lane lane, AggregatorModule module, Instant acceptedBy) {
    Watermarks watermarks = new Watermarks(store);
    new Waiting(LOOK_EVERY, PATIENCE.plus(PATIENCE_AN_EVENT.multipliedBy(lane.records(plan))))
        .until(
            lane.phase(),
            () ->
                watermarks
                    .read(Watermarks.USAGE)
                    .filter(watermark -> watermark.isAfter(acceptedBy))
                    .isPresent(),
            () -> "problems: " + module.problems());
  }

  private static void deleteState(Path state) {
    try {
      Scratch.delete(state);
    } catch (IOException e) {
      throw new UncheckedIOException("the state of the job cannot be deleted", e);
    }
  }

  @Override
  public void close() {
    parts.close();
  }
}

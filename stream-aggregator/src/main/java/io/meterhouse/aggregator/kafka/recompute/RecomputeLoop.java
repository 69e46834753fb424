package io.meterhouse.aggregator.kafka.recompute;

import io.meterhouse.aggregator.recompute.MeterBuildWork;
import io.meterhouse.aggregator.recompute.RecomputeBatch;
import io.meterhouse.aggregator.recompute.RecomputeConfig;
import io.meterhouse.aggregator.recompute.RecomputeCounts;
import io.meterhouse.aggregator.recompute.RecomputeOutcome;
import io.meterhouse.aggregator.sink.SinkState;
import io.meterhouse.metering.MeterCatalog;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.FencedInstanceIdException;
import org.apache.kafka.common.errors.WakeupException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Carries out what is asked for in usage.recompute and usage.builds: gather, wait until the raw
 * events are stored, fold a piece, write it with the place of the group. Scopes go before builds.
 * Where the store or the brokers are away everything waits and begins again from the group's place;
 * meanwhile the consumer keeps its place in the group.
 */
final class RecomputeLoop implements Runnable {

  private static final Logger LOG = LoggerFactory.getLogger(RecomputeLoop.class);

  /** Records of one transaction, beyond which no further piece is folded for it. */
  private static final int MAX_RECORDS = 10_000;

  /** So long pieces are folded for one transaction before the consumer polls again. */
  private static final Duration TURN = Duration.ofSeconds(5);

  private static final Duration LONGEST_POLL = Duration.ofMillis(200);
  private static final Duration LOOK_EVERY = Duration.ofMillis(50);
  private static final Duration RETRY_PAUSE = Duration.ofMillis(200);
  private static final Duration MAX_RETRY_PAUSE = Duration.ofSeconds(5);

  private final RecomputeSource source;
  private final RecomputeWriter writer;
  private final RecomputeBackground background;
  private final RecomputeConfig config;
  private final RecomputeCounts counts;
  private final InstantSource clock;
  private final RecomputeInbox inbox;

  /** Builds of which it was told that they are not done. */
  private final Set<RecomputeInbox.Waiting> begun = new HashSet<>();

  /** What is carried out now, and where the group is when it is done. */
  private @Nullable Serving serving;

  /** Nothing can be done before the store has more. */
  private boolean waiting;

  private boolean lost = true;

  /** Something failed, a build perhaps: all scopes that there are go before it is tried again. */
  private boolean held;

  private Duration pause = RETRY_PAUSE;
  private volatile boolean stopping;
  private volatile SinkState state = new SinkState.Working();

  private record Serving(RecomputeBatch batch, Map<TopicPartition, OffsetAndMetadata> places) {}

  RecomputeLoop(
      RecomputeSource source,
      RecomputeWriter writer,
      RecomputeBackground background,
      RecomputeConfig config,
      InstantSource clock) {
    this.source = source;
    this.writer = writer;
    this.background = background;
    this.config = config;
    this.counts = background.counts();
    this.clock = clock;
    this.inbox = new RecomputeInbox(counts, background::partition);
  }

  SinkState state() {
    return state;
  }

  void stop() {
    stopping = true;
    source.wakeup();
  }

  @Override
  public void run() {
    try {
      source.subscribe(() -> lost = true);
      while (!stopping) {
        turn();
      }
      state = new SinkState.Stopped();
    } catch (WakeupException e) {
      state = new SinkState.Stopped();
    } catch (RuntimeException | Error e) {
      LOG.error("the recompute worker gave up", e);
      state = new SinkState.Failed(e.toString());
    } finally {
      writer.close();
      background.close();
      source.leave();
    }
  }

  private void turn() {
    try {
      if (state instanceof SinkState.Holding) {
        source.keepPlace(pause);
      }
      if (lost) {
        beginAgain();
      }
      step();
      goOn();
    } catch (WakeupException | FencedInstanceIdException e) {
      throw e;
    } catch (RuntimeException e) {
      // Whatever it is, a stretch that is passed over would be wrong for good.
      hold(e);
    }
  }

  /** From the place of the group, which is certain once the writer is open. */
  private void beginAgain() {
    forget();
    writer.open();
    source.goBack();
    lost = false;
  }

  private void forget() {
    inbox.clear();
    begun.clear();
    serving = null;
    waiting = false;
  }

  private void step() {
    source.hold(serving != null, inbox::hasBuilds);
    ConsumerRecords<byte[], byte[]> read = source.poll(held ? LONGEST_POLL : patience());
    for (ConsumerRecord<byte[], byte[]> record : read) {
      take(record);
    }
    if (lost) {
      return;
    }
    Serving now = serving;
    if (now == null && isDue()) {
      now = new Serving(RecomputeBatch.of(inbox.takeScopes()), source.scopePositions());
      serving = now;
    }
    if (now != null) {
      serve(now);
    } else if (!held || read.isEmpty()) {
      build();
      held = false;
    }
    source.passMarkers(inbox.scopes() == 0 && serving == null, inbox::hasBuilds);
  }

  private void take(ConsumerRecord<byte[], byte[]> record) {
    if (source.isScope(record)) {
      counts.scopes(1);
      inbox.addScope(record, System.nanoTime());
    } else {
      inbox.addBuild(record, source.place(record));
    }
  }

  private boolean isDue() {
    return inbox.scopes() >= config.maxScopes()
        || (inbox.scopes() > 0 && (held || !gatherFor().isPositive()));
  }

  private Duration gatherFor() {
    return config.delay().minusNanos(System.nanoTime() - inbox.sinceNanos());
  }

  private Duration patience() {
    if (waiting) {
      return LOOK_EVERY;
    }
    if (serving != null || inbox.hasBuilds()) {
      return Duration.ZERO;
    }
    if (inbox.scopes() == 0) {
      return LONGEST_POLL;
    }
    Duration gather = gatherFor();
    return gather.isNegative() ? Duration.ZERO : min(gather, LONGEST_POLL);
  }

  private void serve(Serving now) {
    // Once for all pieces of the turn, and before any of them is read.
    Map<Integer, Long> reached = background.storedUpTo(now.batch().cuts().keySet());
    waiting = !now.batch().isStored(reached);
    if (waiting) {
      return;
    }
    MeterCatalog catalog = background.catalog();
    List<RecomputeOutcome> outcomes = new ArrayList<>();
    int size = 0;
    long begin = System.nanoTime();
    while (!now.batch().isDone()
        && size < MAX_RECORDS
        && System.nanoTime() - begin < TURN.toNanos()) {
      RecomputeOutcome outcome = now.batch().next(catalog, background.store(), reached);
      now.batch().taken();
      outcomes.add(outcome);
      size += outcome.size();
    }
    write(outcomes, now.batch().isDone() ? now.places() : source.placesOf(now.places().keySet()));
    if (now.batch().isDone()) {
      serving = null;
      held = false;
    }
  }

  /** A piece of each build that can go on. */
  private void build() {
    waiting = inbox.hasBuilds();
    for (RecomputeInbox.Waiting build : inbox.firstBuilds()) {
      MeterBuildWork work = build.work();
      if (begun.add(build)) {
        // Before anything is folded: until it is done nobody is to rely on the meter's figures.
        background.store().record(work.row(false, clock.instant()));
      }
      if (work.place().sent()) {
        waiting &= !finish(build);
      } else if (background.isStored(Map.of(work.partition(), work.cut()))) {
        fold(build);
        waiting = false;
      }
    }
  }

  private void fold(RecomputeInbox.Waiting build) {
    MeterBuildWork work = build.work();
    MeterCatalog catalog = background.catalog();
    long begin = System.nanoTime();
    long before = work.place().folded();
    MeterBuildWork.Part part = work.next(catalog, background.store());
    // What gives nothing needs no transaction.
    while (part.outcome().size() == 0 && System.nanoTime() - begin < TURN.toNanos()) {
      work.taken(part);
      part = work.next(catalog, background.store());
    }
    write(List.of(part.outcome()), source.buildPlace(build, part.place().toText()));
    work.taken(part);
    counts.past(work.place().folded() - before);
    background.store().record(work.row(false, clock.instant()));
    if (work.place().sent()) {
      LOG.info("{}: {} events are folded", work, work.place().folded());
    }
  }

  /** Whether what was published is stored, so that the build is done. */
  private boolean finish(RecomputeInbox.Waiting build) {
    if (!background.isPublishedStored(build)) {
      return false;
    }
    background.store().record(build.work().row(true, clock.instant()));
    source.commitBuild(build);
    inbox.done(build);
    begun.remove(build);
    counts.built();
    LOG.info("{} is done", build.work());
    return true;
  }

  private void write(
      List<RecomputeOutcome> outcomes, Map<TopicPartition, OffsetAndMetadata> places) {
    writer.write(outcomes, places, source.group());
    source.committed(places);
    outcomes.forEach(counts::written);
  }

  private void hold(RuntimeException reason) {
    if (state instanceof SinkState.Working) {
      LOG.warn("the recompute worker waits and tries again", reason);
    }
    state = new SinkState.Holding(String.valueOf(reason.getMessage()));
    // A piece that was folded is lost with the failure, and nobody knows what was written.
    lost = true;
    held = true;
    forget();
    pause = min(pause.multipliedBy(2), MAX_RETRY_PAUSE);
    // Where even polling fails.
    LockSupport.parkNanos(LOOK_EVERY.toNanos());
  }

  private void goOn() {
    pause = RETRY_PAUSE;
    if (state instanceof SinkState.Holding) {
      LOG.info("the recompute worker goes on");
      state = new SinkState.Working();
    }
  }

  private static Duration min(Duration a, Duration b) {
    return a.compareTo(b) <= 0 ? a : b;
  }
}

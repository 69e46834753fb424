package io.meterhouse.benchmarks.rate;

import io.meterhouse.benchmarks.BenchmarkException;
import io.meterhouse.benchmarks.engines.OwnTopics;
import io.meterhouse.benchmarks.engines.StoreDatabase;
import io.meterhouse.benchmarks.engines.Waiting;
import io.meterhouse.benchmarks.report.Cost;
import io.meterhouse.benchmarks.report.Latency;
import io.meterhouse.benchmarks.report.Phase;
import io.meterhouse.kit.config.Settings;
import io.meterhouse.kit.kafka.Topic;
import io.meterhouse.kit.kafka.TopicProvisioner;
import io.meterhouse.kit.lifecycle.Parts;
import io.meterhouse.kit.postgres.Database;
import io.meterhouse.rating.BillingPeriod;
import io.meterhouse.ratingengine.RatingConfig;
import io.meterhouse.ratingengine.RatingModule;
import io.meterhouse.usagestore.UsageStore;
import java.time.Duration;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.HdrHistogram.Histogram;

/** One round on the stores, which are filled for it and emptied after it. Of one thread. */
final class RateRound implements AutoCloseable {

  /** More would say more about ClickHouse than about rating. */
  private static final double MAX_CHANGES_A_SECOND = 500;

  private static final double CHANGE_SECONDS = 20;
  private static final double TRIAL_CHANGE_SECONDS = 2;
  private static final double NANOS_A_SECOND = 1_000_000_000.0;

  private final Parts parts = new Parts();
  private final RatePlan plan;
  private final RateRig rig;
  private final int round;
  private final InstantSource clock;
  private final List<Pair> pairs;
  private final BillingPeriod month;
  private final RatingConfig config;
  private final UsageStore store;
  private final Database database;
  private final Ledger ledger;
  private final RateTopics topics;
  private final UsageFeed feed;

  /** With tenants, meters, prices and usage, of which rating does not know yet. */
  RateRound(RatePlan plan, RateRig rig, int round, InstantSource clock) {
    this.plan = plan;
    this.rig = rig;
    this.round = round;
    this.clock = clock;
    this.pairs = Pairs.of(plan);
    this.month = BillingPeriod.monthOf(clock.instant(), ZoneOffset.UTC);
    Settings settings = rig.settings(round);
    this.config = RatingConfig.from(settings);
    this.store = parts.add(emptyStore());
    this.database = parts.add(emptyDatabase());
    this.ledger = new Ledger(database.jdbi());
    TopicProvisioner.ensure(config.kafka(), config.startup());
    this.topics = parts.add(new RateTopics(config.kafka()));
    this.feed = parts.add(new UsageFeed(config.kafka(), store, month.start()));
    fill();
  }

  private UsageStore emptyStore() {
    StoreDatabase.drop(config.clickHouse());
    return StoreDatabase.open(config.clickHouse());
  }

  private Database emptyDatabase() {
    PostgresSchema.drop(config.postgres());
    return Database.open(config.postgres(), config.startup());
  }

  private void fill() {
    ControlPlane.fill(database.jdbi(), Pairs.tenants(plan), clock.instant());
    feed.announce(Pairs.METERS);
    List<UsageFeed.Use> uses = new ArrayList<>();
    for (Pair pair : pairs) {
      for (int window = 0; window < Pairs.WINDOWS; window++) {
        uses.add(new UsageFeed.Use(pair, window, Pairs.used(pair, window), 1));
      }
    }
    feed.store(uses);
    makeDirty();
    feed.stored(topics.ends(Topic.USAGE_AGGREGATES));
  }

  /** One record a pair, of the last of its windows. */
  private void makeDirty() {
    int last = Pairs.WINDOWS - 1;
    feed.tell(
        pairs.stream()
            .map(pair -> new UsageFeed.Use(pair, last, Pairs.used(pair, last), 1))
            .toList(),
        _ -> {});
  }

  /** All phases of the round. */
  RateFigures.Round run() {
    List<Phase> phases = new ArrayList<>();
    RatingModule module = parts.add(RatingModule.create(config, clock));
    Phase rated = timed(RatePhases.RATING, () -> rate(module));
    phases.add(rated);
    Duration announcing = elapsed(this::awaitAnnounced);
    Map<Pair.Key, Ledger.Item> items = ledger.items();
    ItemCheck.require(items, pairs, Pairs::used);
    phases.add(again());
    phases.add(plain());
    double aSecond = Math.min(MAX_CHANGES_A_SECOND, rated.eventsPerSecond() / 2);
    phases.add(running(items, aSecond));
    return new RateFigures.Round(phases, seconds(rated.elapsed()) + seconds(announcing), aSecond);
  }

  /** Rating alone, for a flight recording. */
  void rateOnly() {
    rate(parts.add(RatingModule.create(config, clock)));
  }

  private void rate(RatingModule module) {
    Map<Integer, Long> ends = topics.ends(Topic.USAGE_AGGREGATES);
    module.start();
    Waiting.OFTEN.until(
        "rating",
        () -> topics.isRated(ends),
        () -> "%,d items, %s".formatted(ledger.count(), module.problems()));
    long count = ledger.count();
    if (count != pairs.size()) {
      throw new BenchmarkException(
          "items: %,d (expected: %,d, one for each pair)".formatted(count, pairs.size()));
    }
  }

  private void awaitAnnounced() {
    Waiting.OFTEN.until("the announcements", ledger::isAnnounced, () -> "some wait in the outbox");
    long announced = topics.records(Topic.BILLING_RATED);
    if (announced != pairs.size()) {
      throw new BenchmarkException(
          "announcements: %,d (expected: %,d, one for each item)"
              .formatted(announced, pairs.size()));
    }
  }

  /** The same records once more; the clock runs from when they may be rated. */
  private Phase again() {
    String before = ledger.fingerprint();
    makeDirty();
    Map<Integer, Long> ends = topics.ends(Topic.USAGE_AGGREGATES);
    Phase again =
        timed(
            RatePhases.AGAIN,
            () -> {
              feed.stored(ends);
              Waiting.OFTEN.until("rating again", () -> topics.isRated(ends), () -> "it goes on");
            });
    String after = ledger.fingerprint();
    if (!after.equals(before)) {
      throw new BenchmarkException(
          "items after they were rated again: %s (expected: %s, the same)"
              .formatted(after, before));
    }
    awaitAnnounced();
    return again;
  }

  private Phase plain() {
    try (PlainInsert plain =
        new PlainInsert(config.postgres(), store, config.limits().maxCells())) {
      return timed(RatePhases.PLAIN, () -> plain.run(pairs, month));
    }
  }

  private Phase running(Map<Pair.Key, Ledger.Item> items, double aSecond) {
    double seconds = plan.isTrial() ? TRIAL_CHANGE_SECONDS : CHANGE_SECONDS;
    int changes = Math.clamp(Math.round(aSecond * seconds), 1, pairs.size());
    List<Pair> changed = pairs.subList(0, changes);
    Map<Pair.Key, UUID> ids = new HashMap<>();
    items.forEach((key, item) -> ids.put(key, item.id()));
    Cost before = rig.cost();
    long began = System.nanoTime();
    Histogram nanos = new RunningCost(feed, topics, ledger, ids).follow(changed, aSecond);
    Duration elapsed = Duration.ofNanos(System.nanoTime() - began);
    Cost cost = rig.cost().since(before);
    Set<Pair> all = new HashSet<>(changed);
    ItemCheck.require(
        ledger.items(),
        pairs,
        pair -> all.contains(pair) ? RunningCost.used(pair) : Pairs.used(pair));
    return new Phase(RatePhases.RUNNING, round, 0, changes, elapsed, Latency.of(nanos), cost);
  }

  private Phase timed(String name, Runnable work) {
    Cost before = rig.cost();
    Duration elapsed = elapsed(work);
    return new Phase(name, round, 0, pairs.size(), elapsed, null, rig.cost().since(before));
  }

  private static Duration elapsed(Runnable work) {
    long began = System.nanoTime();
    work.run();
    return Duration.ofNanos(System.nanoTime() - began);
  }

  private static double seconds(Duration duration) {
    return duration.toNanos() / NANOS_A_SECOND;
  }

  /** Also drops what the round has made. */
  @Override
  public void close() {
    parts.close();
    OwnTopics.delete(config.kafka());
    PostgresSchema.drop(config.postgres());
    StoreDatabase.drop(config.clickHouse());
  }
}

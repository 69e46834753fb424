package io.meterhouse.ratingengine;

import io.meterhouse.kit.catalog.CatalogFollower;
import io.meterhouse.kit.config.ClickHouseConfig;
import io.meterhouse.kit.http.RouteGroup;
import io.meterhouse.kit.kafka.Topic;
import io.meterhouse.kit.kafka.TopicProvisioner;
import io.meterhouse.kit.kafka.Topics;
import io.meterhouse.kit.lifecycle.Engine;
import io.meterhouse.kit.lifecycle.EngineWait;
import io.meterhouse.kit.lifecycle.ServiceModule;
import io.meterhouse.kit.lifecycle.StartupException;
import io.meterhouse.kit.postgres.Database;
import io.meterhouse.kit.postgres.OutboxPublisher;
import io.meterhouse.ratingengine.clickhouse.StoreUsage;
import io.meterhouse.ratingengine.http.PricingRoutes;
import io.meterhouse.ratingengine.kafka.AggregateConsumer;
import io.meterhouse.ratingengine.postgres.PostgresLedger;
import io.meterhouse.ratingengine.postgres.PostgresModels;
import io.meterhouse.ratingengine.postgres.PostgresRequests;
import io.meterhouse.usagestore.ClickHouseMigrations;
import io.meterhouse.usagestore.ClickHouseStoreConfig;
import io.meterhouse.usagestore.UsageStore;
import io.meterhouse.usagestore.UsageStoreException;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The rating engine: pricing over HTTP, and billing items that follow usage and prices. */
public final class RatingModule implements ServiceModule {

  private static final Logger LOG = LoggerFactory.getLogger(RatingModule.class);

  private final RatingConfig config;
  private final InstantSource clock;
  private final Deque<AutoCloseable> started = new ArrayDeque<>();
  private @Nullable Parts parts;

  private RatingModule(RatingConfig config, InstantSource clock) {
    this.config = config;
    this.clock = clock;
  }

  /** Reaches no engine yet. */
  public static RatingModule create(RatingConfig config, InstantSource clock) {
    return new RatingModule(config, clock);
  }

  @Override
  public String name() {
    return "rating-engine";
  }

  @Override
  public List<RouteGroup> routes() {
    return List.of(new PricingRoutes(started().models(), clock));
  }

  @Override
  public void start() {
    Database database = closing(Database.open(config.postgres(), config.startup()));
    TopicProvisioner.ensure(config.kafka(), config.startup());
    UsageStore store = closing(openStore());
    CatalogFollower catalog = closing(new CatalogFollower(config.kafka(), clock));
    catalog.start();
    catalog.awaitLoaded(config.startup().timeout());
    OutboxPublisher outbox = closing(OutboxPublisher.start(database.jdbi(), config.kafka()));
    String topic = new Topics(config.kafka()).name(Topic.USAGE_AGGREGATES);
    StoreUsage usage = new StoreUsage(store, catalog, topic);
    PostgresLedger ledger = new PostgresLedger(database.jdbi(), outbox, clock);
    Rater rater = new Rater(ledger, usage, clock);
    RatingLimits limits = config.limits();
    PriceChanges changes =
        new PriceChanges(new PostgresRequests(database.jdbi()), rater, ledger, usage, limits);
    RepeatingTask priceChanges =
        closing(new RepeatingTask("price-changes", changes::round, limits));
    AggregateConsumer consumer =
        closing(
            new AggregateConsumer(
                config.kafka(),
                config.sessionTimeout(),
                topic,
                new ContinuousRating(rater, usage, limits, clock)));
    priceChanges.start();
    consumer.start();
    parts = new Parts(new PostgresModels(database.jdbi()), consumer, priceChanges);
  }

  @Override
  public boolean isReady() {
    Parts running = parts;
    return running != null && running.consumer().isRunning() && running.priceChanges().isRunning();
  }

  @Override
  public void close() {
    parts = null;
    while (!started.isEmpty()) {
      AutoCloseable part = started.pop();
      try {
        part.close();
      } catch (Exception e) {
        LOG.warn("{} did not stop cleanly", part.getClass().getSimpleName(), e);
      }
    }
  }

  private UsageStore openStore() {
    ClickHouseConfig clickHouse = config.clickHouse();
    Engine engine = new Engine("ClickHouse", clickHouse.address(), "METERHOUSE_CLICKHOUSE_URL");
    UsageStore store =
        UsageStore.open(
            new ClickHouseStoreConfig(
                clickHouse.url(), clickHouse.database(), clickHouse.user(), clickHouse.password()));
    try {
      return EngineWait.until(engine, config.startup(), () -> migrated(store));
    } catch (RuntimeException e) {
      store.close();
      throw e;
    }
  }

  /** Waiting helps against a server that is away, not against one that answers no. */
  private static UsageStore migrated(UsageStore store) {
    try {
      new ClickHouseMigrations(store).migrate();
      return store;
    } catch (UsageStoreException e) {
      if (e.isRetryable()) {
        throw e;
      }
      throw new StartupException(
          "the ClickHouse database of METERHOUSE_CLICKHOUSE_URL cannot be used: " + e.getMessage(),
          e);
    }
  }

  private <T extends AutoCloseable> T closing(T part) {
    started.push(part);
    return part;
  }

  private Parts started() {
    if (parts == null) {
      throw new IllegalStateException("not started");
    }
    return parts;
  }

  private record Parts(
      PostgresModels models, AggregateConsumer consumer, RepeatingTask priceChanges) {}
}

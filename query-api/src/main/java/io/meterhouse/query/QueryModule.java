package io.meterhouse.query;

import io.meterhouse.kit.config.ClickHouseConfig;
import io.meterhouse.kit.http.RouteGroup;
import io.meterhouse.kit.kafka.Topic;
import io.meterhouse.kit.kafka.TopicProvisioner;
import io.meterhouse.kit.lifecycle.Engine;
import io.meterhouse.kit.lifecycle.EngineWait;
import io.meterhouse.kit.lifecycle.ServiceModule;
import io.meterhouse.kit.lifecycle.StartupException;
import io.meterhouse.kit.postgres.Database;
import io.meterhouse.kit.postgres.OutboxPublisher;
import io.meterhouse.query.clickhouse.StoredUsage;
import io.meterhouse.query.http.HealthRoutes;
import io.meterhouse.query.http.MeterRoutes;
import io.meterhouse.query.http.OpenApiRoutes;
import io.meterhouse.query.http.ProofRoutes;
import io.meterhouse.query.http.RatedItemRoutes;
import io.meterhouse.query.http.TenantRoutes;
import io.meterhouse.query.http.UsageRoutes;
import io.meterhouse.query.kafka.OutboxAnnouncer;
import io.meterhouse.query.postgres.PostgresMeters;
import io.meterhouse.query.postgres.PostgresRatedItems;
import io.meterhouse.query.postgres.PostgresTenants;
import io.meterhouse.query.postgres.ReplicaLag;
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

/** The query service: tenants, meters, usage and rated items over HTTP. */
public final class QueryModule implements ServiceModule {

  private static final Logger LOG = LoggerFactory.getLogger(QueryModule.class);

  private final QueryConfig config;
  private final InstantSource clock;
  private final Deque<AutoCloseable> opened = new ArrayDeque<>();
  private volatile @Nullable List<RouteGroup> routes;

  private QueryModule(QueryConfig config, InstantSource clock) {
    this.config = config;
    this.clock = clock;
  }

  /** Opens nothing yet. */
  public static QueryModule create(QueryConfig config, InstantSource clock) {
    return new QueryModule(config, clock);
  }

  @Override
  public String name() {
    return "query-api";
  }

  @Override
  public void start() {
    TopicProvisioner.ensure(config.kafka(), config.startup(), List.of(Topic.CATALOG));
    Database database = Database.open(config.postgres(), config.startup());
    opened.push(database);
    UsageStore store = openStore();
    OutboxPublisher publisher = OutboxPublisher.start(database.jdbi(), config.kafka());
    opened.push(publisher);
    routes = routes(database, store, publisher);
  }

  @Override
  public List<RouteGroup> routes() {
    List<RouteGroup> started = routes;
    if (started == null) {
      throw new IllegalStateException("query-api has not been started");
    }
    return started;
  }

  @Override
  public boolean isReady() {
    return routes != null;
  }

  @Override
  public void close() {
    routes = null;
    while (!opened.isEmpty()) {
      AutoCloseable part = opened.pop();
      try {
        part.close();
      } catch (Exception e) {
        // What follows has to be closed all the same.
        LOG.warn("{} did not close cleanly", part, e);
      }
    }
  }

  private UsageStore openStore() {
    ClickHouseConfig clickHouse = config.clickHouse();
    UsageStore store =
        UsageStore.open(
            new ClickHouseStoreConfig(
                clickHouse.url(), clickHouse.database(), clickHouse.user(), clickHouse.password()));
    opened.push(store);
    Engine engine = new Engine("ClickHouse", clickHouse.address(), "METERHOUSE_CLICKHOUSE_URL");
    return EngineWait.until(engine, config.startup(), () -> migrated(store));
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

  private List<RouteGroup> routes(Database database, UsageStore store, OutboxPublisher publisher) {
    QueryLimits limits = config.limits();
    Meters meters = new PostgresMeters(database.jdbi(), new OutboxAnnouncer(publisher));
    Usage usage = new StoredUsage(store);
    ReplicaLag lag = new ReplicaLag(database.jdbi());
    return List.of(
        new TenantRoutes(new PostgresTenants(database.jdbi()), limits, clock),
        new MeterRoutes(meters, limits, clock),
        new UsageRoutes(meters, usage, limits),
        new ProofRoutes(usage, limits, clock),
        new RatedItemRoutes(new PostgresRatedItems(database.jdbi()), limits),
        new HealthRoutes(() -> Health.of(lag::millis, usage::watermark, clock.instant())),
        new OpenApiRoutes());
  }
}

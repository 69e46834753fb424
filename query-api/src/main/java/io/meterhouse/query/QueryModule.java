package io.meterhouse.query;

import io.meterhouse.kit.http.RouteGroup;
import io.meterhouse.kit.kafka.Topic;
import io.meterhouse.kit.kafka.TopicProvisioner;
import io.meterhouse.kit.lifecycle.ClickHouseStart;
import io.meterhouse.kit.lifecycle.EngineProbe;
import io.meterhouse.kit.lifecycle.Parts;
import io.meterhouse.kit.lifecycle.ServiceModule;
import io.meterhouse.kit.postgres.Database;
import io.meterhouse.kit.postgres.OutboxPublisher;
import io.meterhouse.query.clickhouse.StoredUsage;
import io.meterhouse.query.http.AccessKeyRoutes;
import io.meterhouse.query.http.HealthRoutes;
import io.meterhouse.query.http.MeterRoutes;
import io.meterhouse.query.http.OAuthClientRoutes;
import io.meterhouse.query.http.OAuthRoutes;
import io.meterhouse.query.http.OpenApiRoutes;
import io.meterhouse.query.http.ProofRoutes;
import io.meterhouse.query.http.RatedItemRoutes;
import io.meterhouse.query.http.TenantRoutes;
import io.meterhouse.query.http.UsageRoutes;
import io.meterhouse.query.postgres.OutboxAnnouncer;
import io.meterhouse.query.postgres.PostgresAccessKeys;
import io.meterhouse.query.postgres.PostgresMeters;
import io.meterhouse.query.postgres.PostgresOAuthClients;
import io.meterhouse.query.postgres.PostgresRatedItems;
import io.meterhouse.query.postgres.PostgresSigningKeys;
import io.meterhouse.query.postgres.PostgresTenants;
import io.meterhouse.query.postgres.ReplicaLag;
import io.meterhouse.usagestore.UsageStore;
import io.meterhouse.usagestore.UsageStoreException;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The query service: tenants, meters, usage and rated items over HTTP. */
public final class QueryModule implements ServiceModule {

  private final QueryConfig config;
  private final InstantSource clock;
  private final Parts parts = new Parts();
  private volatile @Nullable List<RouteGroup> routes;
  private volatile @Nullable PostgresAccessKeys keys;
  private volatile @Nullable PostgresOAuthClients clients;

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
    Database database = parts.add(Database.open(config.postgres(), config.startup()));
    UsageStore store =
        parts.add(
            ClickHouseStart.open(
                config.clickHouse(),
                config.startup(),
                UsageStore::openMigrated,
                UsageStoreException::isTransient));
    OutboxPublisher publisher = parts.add(OutboxPublisher.start(database.jdbi(), config.kafka()));
    parts.add(database.probe());
    parts.add(EngineProbe.start(ClickHouseStart.engine(config.clickHouse()), store::ping));
    PostgresAccessKeys storedKeys = new PostgresAccessKeys(database.jdbi(), publisher);
    keys = storedKeys;
    PostgresOAuthClients storedClients = new PostgresOAuthClients(database);
    clients = storedClients;
    TokenIssuer issuer =
        new TokenIssuer(
            config.issuer(), new PostgresSigningKeys(database.jdbi(), publisher), clock);
    issuer.announceIfOn();
    List<RouteGroup> all = new ArrayList<>(routes(database, store, publisher, storedKeys));
    all.add(new OAuthRoutes(storedClients, issuer));
    all.add(new OAuthClientRoutes(storedClients, config.limits(), new SecureRandom(), clock));
    routes = List.copyOf(all);
  }

  /**
   * Stores a key that was made by whoever starts this service, unless it is there; every service
   * hears of it soon. To be called after {@link #start()}.
   */
  public void createKeyIfAbsent(StoredKey key) {
    PostgresAccessKeys started = keys;
    if (started == null) {
      throw new IllegalStateException("query-api has not been started");
    }
    started.createIfAbsent(key);
  }

  /** As {@link #createKeyIfAbsent}, for a client of the built-in OAuth issuer. */
  public void createClientIfAbsent(OAuthClient client) {
    PostgresOAuthClients started = clients;
    if (started == null) {
      throw new IllegalStateException("query-api has not been started");
    }
    started.createIfAbsent(client);
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
  public List<String> problems() {
    return routes == null ? List.of("not started") : parts.problems();
  }

  @Override
  public void close() {
    routes = null;
    parts.close();
  }

  private List<RouteGroup> routes(
      Database database, UsageStore store, OutboxPublisher publisher, PostgresAccessKeys keys) {
    QueryLimits limits = config.limits();
    Meters meters = new PostgresMeters(database.jdbi(), new OutboxAnnouncer(publisher));
    Usage usage = new StoredUsage(store);
    ReplicaLag lag = new ReplicaLag(database.jdbi());
    return List.of(
        new TenantRoutes(new PostgresTenants(database.jdbi()), limits, clock),
        new AccessKeyRoutes(keys, limits, new SecureRandom(), clock),
        new MeterRoutes(meters, limits, clock),
        new UsageRoutes(meters, usage, limits),
        new ProofRoutes(usage, limits, clock),
        new RatedItemRoutes(new PostgresRatedItems(database.jdbi()), limits),
        new HealthRoutes(() -> Health.of(lag::millis, usage::watermark, clock.instant())),
        new OpenApiRoutes());
  }
}

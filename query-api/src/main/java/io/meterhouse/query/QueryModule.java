package io.meterhouse.query;

import io.meterhouse.kit.config.ClickHouseConfig;
import io.meterhouse.kit.http.PageTokens;
import io.meterhouse.kit.http.RouteGroup;
import io.meterhouse.kit.kafka.Topic;
import io.meterhouse.kit.kafka.TopicProvisioner;
import io.meterhouse.kit.kafka.Topics;
import io.meterhouse.kit.lifecycle.BackgroundLoop;
import io.meterhouse.kit.lifecycle.ClickHouseStart;
import io.meterhouse.kit.lifecycle.EngineProbe;
import io.meterhouse.kit.lifecycle.Parts;
import io.meterhouse.kit.lifecycle.ServiceModule;
import io.meterhouse.kit.postgres.Database;
import io.meterhouse.kit.postgres.InstallationSecrets;
import io.meterhouse.kit.postgres.OutboxMeters;
import io.meterhouse.kit.postgres.OutboxPublisher;
import io.meterhouse.kit.postgres.PostgresChanges;
import io.meterhouse.kit.postgres.SystemChanges;
import io.meterhouse.kit.telemetry.Telemetry;
import io.meterhouse.query.clickhouse.StoredBuilds;
import io.meterhouse.query.clickhouse.StoredEvents;
import io.meterhouse.query.clickhouse.StoredUsage;
import io.meterhouse.query.http.AccessKeyRoutes;
import io.meterhouse.query.http.AuditLogRoutes;
import io.meterhouse.query.http.EventRoutes;
import io.meterhouse.query.http.HealthRoutes;
import io.meterhouse.query.http.MeterRoutes;
import io.meterhouse.query.http.OAuthClientRoutes;
import io.meterhouse.query.http.OAuthRoutes;
import io.meterhouse.query.http.OpenApiRoutes;
import io.meterhouse.query.http.ProofRoutes;
import io.meterhouse.query.http.RatedItemRoutes;
import io.meterhouse.query.http.ShardRoutes;
import io.meterhouse.query.http.TenantRoutes;
import io.meterhouse.query.http.UsageRoutes;
import io.meterhouse.query.http.VoidRoutes;
import io.meterhouse.query.kafka.KafkaUsageLog;
import io.meterhouse.query.postgres.PostgresAccessKeys;
import io.meterhouse.query.postgres.PostgresAuditLog;
import io.meterhouse.query.postgres.PostgresMeters;
import io.meterhouse.query.postgres.PostgresOAuthClients;
import io.meterhouse.query.postgres.PostgresRatedItems;
import io.meterhouse.query.postgres.PostgresShardCounts;
import io.meterhouse.query.postgres.PostgresSigningKeys;
import io.meterhouse.query.postgres.PostgresTenants;
import io.meterhouse.query.postgres.PostgresVoids;
import io.meterhouse.query.postgres.ReplicaLag;
import io.meterhouse.usagestore.ClickHouseStoreConfig;
import io.meterhouse.usagestore.StoreLayout;
import io.meterhouse.usagestore.UsageStore;
import io.meterhouse.usagestore.UsageStoreException;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** The query service: tenants, meters, usage and rated items over HTTP. */
public final class QueryModule implements ServiceModule {

  /** Whoever asks for the health within it gets the same answer. */
  private static final Duration HEALTH_MOMENT = Duration.ofSeconds(1);

  /** How soon a version that is built is served. */
  private static final Duration BUILDS_EVERY = Duration.ofSeconds(1);

  private final QueryConfig config;
  private final InstantSource clock;
  private final Telemetry telemetry;
  private final Parts parts = new Parts();
  private volatile @Nullable List<RouteGroup> routes;
  private volatile @Nullable Database openDatabase;
  private volatile @Nullable PostgresAccessKeys keys;
  private volatile @Nullable PostgresOAuthClients clients;

  private QueryModule(QueryConfig config, InstantSource clock, Telemetry telemetry) {
    this.config = config;
    this.clock = clock;
    this.telemetry = telemetry;
  }

  /** Opens nothing yet. */
  public static QueryModule create(QueryConfig config, InstantSource clock) {
    return create(config, clock, Telemetry.local());
  }

  /** As the other, telling of its work. */
  public static QueryModule create(QueryConfig config, InstantSource clock, Telemetry telemetry) {
    return new QueryModule(config, clock, telemetry);
  }

  @Override
  public String name() {
    return "query-api";
  }

  @Override
  public void start() {
    TopicProvisioner.ensure(
        config.kafka(),
        config.startup(),
        List.of(Topic.CATALOG, Topic.USAGE_ACCEPTED, Topic.USAGE_UNIQUE));
    Database database = parts.add(Database.open(config.postgres(), config.startup()));
    openDatabase = database;
    UsageStore store =
        parts.add(
            ClickHouseStart.open(
                config.clickHouse(),
                config.startup(),
                QueryModule::migrated,
                UsageStoreException::isTransient));
    OutboxPublisher publisher = parts.add(OutboxPublisher.start(database.jdbi(), config.kafka()));
    database.measure(telemetry.metrics(), name());
    parts.add(OutboxMeters.start(database.jdbi(), telemetry.metrics(), name()));
    parts.add(database.probe());
    parts.add(EngineProbe.start(ClickHouseStart.engine(config.clickHouse()), store::ping));
    PostgresChanges changes =
        new PostgresChanges(database.jdbi(), publisher, config.changes(), clock);
    List<RouteGroup> all = new ArrayList<>(accessRoutes(database, publisher, changes));
    all.addAll(dataRoutes(database, store, changes));
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
    changesAtStart()
        .carryOut(
            () -> started.createIfAbsent(key) ? List.of(AccessAudit.created(key)) : List.of());
  }

  /** As {@link #createKeyIfAbsent}, for a client of the built-in OAuth issuer. */
  public void createClientIfAbsent(OAuthClient client) {
    PostgresOAuthClients started = clients;
    if (started == null) {
      throw new IllegalStateException("query-api has not been started");
    }
    changesAtStart()
        .carryOut(
            () ->
                started.createIfAbsent(client) ? List.of(AccessAudit.created(client)) : List.of());
  }

  private SystemChanges changesAtStart() {
    return new SystemChanges(Objects.requireNonNull(openDatabase), "start", clock);
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
  public List<String> publicProblems() {
    return routes == null ? List.of("not started") : parts.publicProblems();
  }

  @Override
  public void close() {
    routes = null;
    parts.close();
  }

  /** Who may use the API. */
  private List<RouteGroup> accessRoutes(
      Database database, OutboxPublisher publisher, PostgresChanges changes) {
    PostgresAccessKeys storedKeys = new PostgresAccessKeys(database.jdbi(), publisher);
    keys = storedKeys;
    PostgresOAuthClients storedClients = new PostgresOAuthClients(database);
    clients = storedClients;
    TokenIssuer issuer =
        new TokenIssuer(
            config.issuer(), new PostgresSigningKeys(database.jdbi(), publisher), clock);
    issuer.announceIfOn();
    Paging paging = paging(database);
    SecureRandom random = new SecureRandom();
    return List.of(
        new OAuthRoutes(storedClients, issuer),
        new OAuthClientRoutes(storedClients, paging, changes, random, clock),
        new AccessKeyRoutes(storedKeys, paging, changes, random, clock),
        new AuditLogRoutes(new PostgresAuditLog(database.jdbi()), paging));
  }

  private List<RouteGroup> dataRoutes(
      Database database, UsageStore store, PostgresChanges changes) {
    Paging paging = paging(database);
    Meters meters = new PostgresMeters(database.jdbi());
    Builds builds = new StoredBuilds(store);
    watchBuilds(meters, builds);
    Usage usage = new StoredUsage(store);
    RawEvents events = new StoredEvents(store, new Topics(config.kafka()).name(Topic.USAGE_UNIQUE));
    Voids voids = new PostgresVoids(database.jdbi());
    ReplicaLag lag = new ReplicaLag(database.jdbi());
    return List.of(
        new TenantRoutes(new PostgresTenants(database.jdbi()), paging, changes, clock),
        new MeterRoutes(meters, builds, paging, changes, clock),
        new ShardRoutes(new PostgresShardCounts(database.jdbi()), paging, changes, clock),
        new UsageRoutes(meters, usage, paging),
        new EventRoutes(events, voids, paging),
        voidRoutes(events, voids, usage, changes),
        new ProofRoutes(usage, paging, clock),
        new RatedItemRoutes(new PostgresRatedItems(database.jdbi()), paging),
        new HealthRoutes(
            new Remembered<>(
                () -> Health.of(lag::millis, usage::watermark, clock.instant()), HEALTH_MOMENT)),
        new OpenApiRoutes());
  }

  private VoidRoutes voidRoutes(
      RawEvents events, Voids voids, Usage usage, PostgresChanges changes) {
    VoidSearch search =
        new VoidSearch(
            events,
            usage::watermark,
            parts.add(new KafkaUsageLog(config.kafka())),
            config.limits().voidPatience());
    return new VoidRoutes(search, voids, changes, clock);
  }

  private void watchBuilds(Meters meters, Builds builds) {
    int partitions = Topic.USAGE_UNIQUE.partitions(config.kafka().partitions());
    parts
        .add(
            new BackgroundLoop(
                "meter-builds",
                BUILDS_EVERY,
                new MeterBuildWatch(meters, builds, partitions, clock)))
        .start();
  }

  private Paging paging(Database database) {
    return new Paging(
        config.limits(),
        new PageTokens(InstallationSecrets.get(database.jdbi(), "page-tokens", clock.instant())));
  }

  private static UsageStore migrated(ClickHouseConfig clickHouse) {
    return UsageStore.openMigrated(
        new ClickHouseStoreConfig(
            clickHouse.url(),
            clickHouse.database(),
            clickHouse.user(),
            clickHouse.password(),
            new StoreLayout(clickHouse.cluster(), clickHouse.replicated())));
  }
}

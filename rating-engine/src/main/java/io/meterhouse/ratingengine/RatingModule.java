package io.meterhouse.ratingengine;

import io.meterhouse.kit.audit.AuditSchedule;
import io.meterhouse.kit.catalog.CatalogFollower;
import io.meterhouse.kit.change.Changes;
import io.meterhouse.kit.config.ClickHouseConfig;
import io.meterhouse.kit.http.RouteGroup;
import io.meterhouse.kit.kafka.BrokerProbe;
import io.meterhouse.kit.kafka.Topic;
import io.meterhouse.kit.kafka.TopicProvisioner;
import io.meterhouse.kit.kafka.Topics;
import io.meterhouse.kit.lifecycle.ClickHouseStart;
import io.meterhouse.kit.lifecycle.EngineProbe;
import io.meterhouse.kit.lifecycle.Parts;
import io.meterhouse.kit.lifecycle.ServiceModule;
import io.meterhouse.kit.postgres.Database;
import io.meterhouse.kit.postgres.OutboxMeters;
import io.meterhouse.kit.postgres.OutboxPublisher;
import io.meterhouse.kit.postgres.PostgresChanges;
import io.meterhouse.kit.telemetry.Telemetry;
import io.meterhouse.ratingengine.audit.RatingAudit;
import io.meterhouse.ratingengine.audit.ReportedRatingAudit;
import io.meterhouse.ratingengine.billing.BillingLedger;
import io.meterhouse.ratingengine.billing.CycleClosing;
import io.meterhouse.ratingengine.billing.MeteredLedger;
import io.meterhouse.ratingengine.billing.Rater;
import io.meterhouse.ratingengine.clickhouse.StoreAudit;
import io.meterhouse.ratingengine.clickhouse.StoreAuditMemory;
import io.meterhouse.ratingengine.clickhouse.StoreUsage;
import io.meterhouse.ratingengine.continuous.ContinuousRating;
import io.meterhouse.ratingengine.continuous.PriceChanges;
import io.meterhouse.ratingengine.continuous.RatingLimits;
import io.meterhouse.ratingengine.continuous.RepeatingTask;
import io.meterhouse.ratingengine.http.AuditRoutes;
import io.meterhouse.ratingengine.http.CycleRoutes;
import io.meterhouse.ratingengine.http.OverrideRoutes;
import io.meterhouse.ratingengine.http.PricingRoutes;
import io.meterhouse.ratingengine.http.ReRatingRoutes;
import io.meterhouse.ratingengine.http.ReversalWork;
import io.meterhouse.ratingengine.http.RuleRoutes;
import io.meterhouse.ratingengine.http.ScopeRoutes;
import io.meterhouse.ratingengine.http.SimulationRoutes;
import io.meterhouse.ratingengine.kafka.AggregateConsumer;
import io.meterhouse.ratingengine.postgres.PostgresAudit;
import io.meterhouse.ratingengine.postgres.PostgresCycles;
import io.meterhouse.ratingengine.postgres.PostgresLedger;
import io.meterhouse.ratingengine.postgres.PostgresModels;
import io.meterhouse.ratingengine.postgres.PostgresOverrides;
import io.meterhouse.ratingengine.postgres.PostgresPriceBooks;
import io.meterhouse.ratingengine.postgres.PostgresPricingAudit;
import io.meterhouse.ratingengine.postgres.PostgresRequests;
import io.meterhouse.ratingengine.postgres.PostgresRules;
import io.meterhouse.ratingengine.postgres.PostgresScopes;
import io.meterhouse.ratingengine.postgres.PostgresTenantZones;
import io.meterhouse.ratingengine.pricing.PricingModels;
import io.meterhouse.ratingengine.pricing.PricingOverrides;
import io.meterhouse.ratingengine.pricing.PricingRules;
import io.meterhouse.ratingengine.pricing.PricingScopes;
import io.meterhouse.ratingengine.simulation.BackTest;
import io.meterhouse.usagestore.ClickHouseStoreConfig;
import io.meterhouse.usagestore.StoreLayout;
import io.meterhouse.usagestore.UsageStore;
import io.meterhouse.usagestore.UsageStoreException;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The rating engine: pricing over HTTP, and billing items that follow usage and prices. */
public final class RatingModule implements ServiceModule {

  private final RatingConfig config;
  private final InstantSource clock;
  private final Telemetry telemetry;
  private final Parts parts = new Parts();
  private volatile @Nullable List<RouteGroup> routes;
  private volatile @Nullable AuditSchedule audit;

  private RatingModule(RatingConfig config, InstantSource clock, Telemetry telemetry) {
    this.config = config;
    this.clock = clock;
    this.telemetry = telemetry;
  }

  /** Reaches no engine yet. */
  public static RatingModule create(RatingConfig config, InstantSource clock) {
    return create(config, clock, Telemetry.local());
  }

  /** As the other, telling of its work. */
  public static RatingModule create(RatingConfig config, InstantSource clock, Telemetry telemetry) {
    return new RatingModule(config, clock, telemetry);
  }

  @Override
  public String name() {
    return "rating-engine";
  }

  @Override
  public List<RouteGroup> routes() {
    List<RouteGroup> started = routes;
    if (started == null) {
      throw new IllegalStateException("rating-engine has not been started");
    }
    return started;
  }

  @Override
  public void start() {
    Database database = parts.add(Database.open(config.postgres(), config.startup()));
    TopicProvisioner.ensure(config.kafka(), config.startup());
    UsageStore store =
        parts.add(
            ClickHouseStart.open(
                config.clickHouse(),
                config.startup(),
                RatingModule::migrated,
                UsageStoreException::isTransient));
    CatalogFollower catalog =
        parts.add(CatalogFollower.open(config.kafka(), config.startup(), clock));
    catalog.measure(telemetry.metrics(), name());
    database.measure(telemetry.metrics(), name());
    OutboxPublisher outbox = parts.add(OutboxPublisher.start(database.jdbi(), config.kafka()));
    parts.add(OutboxMeters.start(database.jdbi(), telemetry.metrics(), name()));
    StoreUsage usage = new StoreUsage(store, catalog, aggregatesTopic());
    BillingLedger ledger =
        new MeteredLedger(
            new PostgresLedger(database.jdbi(), outbox::publishSoon, config.deployment()),
            telemetry.metrics());
    Rater rater = new Rater(ledger, usage, clock);
    startRating(database, ledger, usage, rater);
    PostgresAudit audited = new PostgresAudit(database.jdbi(), clock, config.deployment());
    startAudit(new RatingAuditModule.Sources(audited, ledger, store, catalog, usage));
    parts.add(database.probe());
    parts.add(EngineProbe.start(ClickHouseStart.engine(config.clickHouse()), store::ping));
    parts.add(BrokerProbe.start(config.kafka()));
    PostgresChanges changes = new PostgresChanges(database.jdbi(), outbox, config.changes(), clock);
    CycleClosing closing =
        new CycleClosing(ledger, rater, new StoreAudit(store, catalog)::watermark, clock);
    List<RouteGroup> all = new ArrayList<>(pricing(database, changes, new BackTest(usage, ledger)));
    all.add(
        new CycleRoutes(
            new PostgresCycles(database.jdbi(), outbox::publishSoon, config.deployment()),
            closing,
            changes,
            clock));
    routes = List.copyOf(all);
  }

  private List<RouteGroup> pricing(Database database, Changes changes, BackTest backTest) {
    PricingModels models = new PostgresModels(database.jdbi());
    PricingRules rules = new PostgresRules(database.jdbi());
    PricingScopes scopes = new PostgresScopes(database.jdbi());
    PricingOverrides overrides = new PostgresOverrides(database.jdbi());
    return List.of(
        new PricingRoutes(models, new PostgresPriceBooks(database.jdbi()), changes, clock),
        new RuleRoutes(rules, changes, clock),
        new ScopeRoutes(scopes, changes, clock),
        new OverrideRoutes(overrides, models, changes, clock),
        new AuditRoutes(
            new PostgresPricingAudit(database.jdbi()),
            new ReversalWork(models, rules, scopes, overrides),
            changes,
            clock),
        new ReRatingRoutes(new PostgresRequests(database.jdbi(), clock)),
        new SimulationRoutes(backTest, new PostgresTenantZones(database.jdbi())));
  }

  @Override
  public List<String> problems() {
    return routes == null ? List.of("not started") : parts.problems();
  }

  @Override
  public List<String> publicProblems() {
    return routes == null ? List.of("not started") : parts.publicProblems();
  }

  /** What stands there keeps nothing from its work, so it does not make the module unready. */
  @Override
  public List<String> notices() {
    AuditSchedule scheduled = audit;
    return scheduled == null ? List.of() : scheduled.notices();
  }

  @Override
  public void close() {
    routes = null;
    parts.close();
  }

  private void startRating(Database database, BillingLedger ledger, StoreUsage usage, Rater rater) {
    RatingLimits limits = config.limits();
    PriceChanges changes =
        new PriceChanges(
            new PostgresRequests(database.jdbi(), clock), rater, ledger, usage, limits);
    RepeatingTask priceChanges =
        parts.add(new RepeatingTask("price-changes", changes::round, limits));
    AggregateConsumer consumer =
        parts.add(
            new AggregateConsumer(
                config.kafka(),
                config.sessionTimeout(),
                aggregatesTopic(),
                new ContinuousRating(rater, usage, limits, clock)));
    consumer.measure(telemetry);
    priceChanges.start();
    consumer.start();
  }

  private void startAudit(RatingAuditModule.Sources sources) {
    if (config.auditInterval().isPositive()) {
      RatingAudit checks =
          RatingAuditModule.of(config.kafka(), sources, parts, RatingAudit.CLOCK_MARGIN, clock)
              .audit();
      audit =
          parts.add(
              AuditSchedule.start(
                  new AuditSchedule.Plan(
                      ReportedRatingAudit.SUBJECT,
                      new ReportedRatingAudit(checks, telemetry.metrics()),
                      new StoreAuditMemory(sources.store()),
                      config.auditInterval()),
                  telemetry.metrics(),
                  clock));
    }
  }

  private String aggregatesTopic() {
    return new Topics(config.kafka()).name(Topic.USAGE_AGGREGATES);
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

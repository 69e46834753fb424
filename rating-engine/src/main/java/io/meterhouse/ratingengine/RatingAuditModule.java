package io.meterhouse.ratingengine;

import io.meterhouse.kit.catalog.CatalogFollower;
import io.meterhouse.kit.config.ClickHouseConfig;
import io.meterhouse.kit.config.KafkaConfig;
import io.meterhouse.kit.config.PostgresConfig;
import io.meterhouse.kit.config.StartupConfig;
import io.meterhouse.kit.kafka.Topic;
import io.meterhouse.kit.kafka.Topics;
import io.meterhouse.kit.lifecycle.ClickHouseStart;
import io.meterhouse.kit.lifecycle.Parts;
import io.meterhouse.kit.postgres.Database;
import io.meterhouse.rating.scope.DeploymentType;
import io.meterhouse.ratingengine.audit.RatingAudit;
import io.meterhouse.ratingengine.audit.RatingRepair;
import io.meterhouse.ratingengine.billing.BillingLedger;
import io.meterhouse.ratingengine.billing.Rater;
import io.meterhouse.ratingengine.clickhouse.StoreAudit;
import io.meterhouse.ratingengine.clickhouse.StoreUsage;
import io.meterhouse.ratingengine.kafka.RatingProgress;
import io.meterhouse.ratingengine.postgres.PostgresAudit;
import io.meterhouse.ratingengine.postgres.PostgresLedger;
import io.meterhouse.usagestore.ClickHouseStoreConfig;
import io.meterhouse.usagestore.StoreLayout;
import io.meterhouse.usagestore.UsageStore;
import io.meterhouse.usagestore.UsageStoreException;
import java.time.Duration;
import java.time.InstantSource;

/** A {@link RatingAudit} with its connections, beside a Meterhouse that runs elsewhere. */
public final class RatingAuditModule implements AutoCloseable {

  /** How long rating may take to be through with what the topics have. */
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  /** How long a repair may take. */
  private static final Duration REPAIR_PATIENCE = Duration.ofMinutes(5);

  /** One thread asks. */
  private static final int CONNECTIONS = 1;

  private final Parts parts;
  private final Checks checks;

  private RatingAuditModule(Parts parts, Checks checks) {
    this.parts = parts;
    this.checks = checks;
  }

  /**
   * The engines to look at.
   *
   * @param deployment how the installation is run that works on them
   */
  public record Engines(
      KafkaConfig kafka,
      PostgresConfig postgres,
      ClickHouseConfig clickHouse,
      DeploymentType deployment) {}

  /** Connections that are there. */
  record Sources(
      PostgresAudit ledger,
      BillingLedger billing,
      UsageStore store,
      CatalogFollower catalog,
      StoreUsage usage) {}

  /** What is made of them. */
  record Checks(RatingAudit audit, RatingRepair repair) {}

  /**
   * Connects to what is there; that changes nothing in it.
   *
   * @throws io.meterhouse.kit.lifecycle.StartupException saying which engine does not answer
   */
  public static RatingAuditModule open(
      Engines engines, StartupConfig startup, InstantSource clock) {
    Parts parts = new Parts();
    boolean opened = false;
    try {
      Database database =
          parts.add(Database.openExisting(engines.postgres().withPoolSize(CONNECTIONS), startup));
      UsageStore store =
          parts.add(
              ClickHouseStart.open(
                  engines.clickHouse(),
                  startup,
                  RatingAuditModule::existing,
                  UsageStoreException::isTransient));
      CatalogFollower catalog = parts.add(CatalogFollower.open(engines.kafka(), startup, clock));
      String aggregates = new Topics(engines.kafka()).name(Topic.USAGE_AGGREGATES);
      Sources sources =
          new Sources(
              new PostgresAudit(database.jdbi(), clock, engines.deployment()),
              // Whoever runs there looks at the outbox every second.
              new PostgresLedger(database.jdbi(), () -> {}, engines.deployment()),
              store,
              catalog,
              new StoreUsage(store, catalog, aggregates));
      RatingAuditModule module =
          new RatingAuditModule(
              parts, of(engines.kafka(), sources, parts, RatingAudit.CLOCK_MARGIN, clock));
      opened = true;
      return module;
    } finally {
      if (!opened) {
        parts.close();
      }
    }
  }

  /** It changes nothing. */
  public RatingAudit audit() {
    return checks.audit();
  }

  /** The only thing here that changes anything. */
  public RatingRepair repair() {
    return checks.repair();
  }

  @Override
  public void close() {
    parts.close();
  }

  /** On connections that are there; what it opens besides is added to the parts. */
  static Checks of(
      KafkaConfig kafka, Sources sources, Parts parts, Duration margin, InstantSource clock) {
    Topics topics = new Topics(kafka);
    PostgresAudit ledger = sources.ledger();
    StoreAudit audited = new StoreAudit(sources.store(), sources.catalog());
    RatingProgress barrier =
        parts.add(
            new RatingProgress(
                kafka,
                new RatingProgress.Waits(
                    () -> audited.usageStored(topics.name(Topic.USAGE_AGGREGATES)),
                    () -> audited.itemsStored(topics.name(Topic.BILLING_RATED)),
                    ledger::newestAnnouncement,
                    ledger::oldestAnnouncement),
                PATIENCE));
    RatingAudit.Stores stores =
        new RatingAudit.Stores(ledger, sources.billing(), audited, sources.usage());
    RatingAudit audit =
        new RatingAudit(
            stores,
            barrier,
            new Rater(sources.billing(), sources.usage(), clock),
            margin,
            PATIENCE);
    return new Checks(audit, new RatingRepair(audit, stores, barrier, clock, REPAIR_PATIENCE));
  }

  private static UsageStore existing(ClickHouseConfig clickHouse) {
    UsageStore store =
        UsageStore.open(
            new ClickHouseStoreConfig(
                clickHouse.url(),
                clickHouse.database(),
                clickHouse.user(),
                clickHouse.password(),
                new StoreLayout(clickHouse.cluster(), clickHouse.replicated())));
    boolean answers = false;
    try {
      store.ping();
      answers = true;
      return store;
    } finally {
      if (!answers) {
        store.close();
      }
    }
  }
}

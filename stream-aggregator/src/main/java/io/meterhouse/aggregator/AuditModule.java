package io.meterhouse.aggregator;

import io.meterhouse.aggregator.audit.Audit;
import io.meterhouse.aggregator.audit.AuditRepair;
import io.meterhouse.aggregator.clickhouse.StoreSinks;
import io.meterhouse.aggregator.clickhouse.StoredAudit;
import io.meterhouse.aggregator.kafka.audit.RepairProducer;
import io.meterhouse.aggregator.kafka.audit.SinkBarrier;
import io.meterhouse.kit.catalog.CatalogFollower;
import io.meterhouse.kit.config.ClickHouseConfig;
import io.meterhouse.kit.config.KafkaConfig;
import io.meterhouse.kit.config.StartupConfig;
import io.meterhouse.kit.kafka.Topic;
import io.meterhouse.kit.lifecycle.ClickHouseStart;
import io.meterhouse.kit.lifecycle.Parts;
import io.meterhouse.metering.MeterCatalog;
import io.meterhouse.usagestore.ClickHouseStoreConfig;
import io.meterhouse.usagestore.StoreLayout;
import io.meterhouse.usagestore.UsageStore;
import io.meterhouse.usagestore.UsageStoreException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.EnumSet;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;

/** An {@link Audit} with its connections, beside a Meterhouse that runs elsewhere. */
public final class AuditModule implements AutoCloseable {

  /** How long the sinks may take to write what the topics have. */
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  /** How long a repair may take: a day of events is folded in less. */
  private static final Duration REPAIR_PATIENCE = Duration.ofMinutes(5);

  private static final Set<Topic> AUDITED =
      EnumSet.of(
          Topic.USAGE_UNIQUE, Topic.USAGE_AGGREGATES, Topic.USAGE_LEDGER, Topic.USAGE_REJECTED);

  private final Parts parts;
  private final Audit audit;
  private final AuditRepair repair;

  private AuditModule(Parts parts, Audit audit, AuditRepair repair) {
    this.parts = parts;
    this.audit = audit;
    this.repair = repair;
  }

  /**
   * Connects to what is there; that changes nothing in it.
   *
   * @throws io.meterhouse.kit.lifecycle.StartupException saying which engine does not answer
   */
  public static AuditModule open(
      KafkaConfig kafka, ClickHouseConfig clickHouse, StartupConfig startup, InstantSource clock) {
    Parts parts = new Parts();
    boolean opened = false;
    try {
      UsageStore store =
          parts.add(
              ClickHouseStart.open(
                  clickHouse, startup, AuditModule::existing, UsageStoreException::isTransient));
      CatalogFollower catalog = parts.add(CatalogFollower.open(kafka, startup, clock));
      Audit audit = of(kafka, store, catalog::current, parts, Audit.CLOCK_MARGIN);
      AuditRepair repair =
          new AuditRepair(
              audit, new RepairProducer(kafka), catalog::current, clock, REPAIR_PATIENCE);
      AuditModule module = new AuditModule(parts, audit, repair);
      opened = true;
      return module;
    } finally {
      if (!opened) {
        parts.close();
      }
    }
  }

  public Audit audit() {
    return audit;
  }

  /** The only thing here that changes anything. */
  public AuditRepair repair() {
    return repair;
  }

  @Override
  public void close() {
    parts.close();
  }

  /** On connections that are there; what it opens besides is added to the parts. */
  static Audit of(
      KafkaConfig kafka,
      UsageStore store,
      Supplier<MeterCatalog> catalog,
      Parts parts,
      Duration margin) {
    Map<Topic, String> sinks = StoreSinks.names(store);
    sinks.keySet().retainAll(AUDITED);
    return new Audit(
        new StoredAudit(store),
        parts.add(new SinkBarrier(kafka, StoreSinks.progress(store), sinks, PATIENCE)),
        catalog,
        Topic.USAGE_UNIQUE.partitions(kafka.partitions()),
        margin);
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

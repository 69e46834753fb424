package io.meterhouse.aggregator;

import io.meterhouse.aggregator.audit.Audit;
import io.meterhouse.aggregator.audit.ReportedAudit;
import io.meterhouse.aggregator.clickhouse.StoreSinks;
import io.meterhouse.aggregator.clickhouse.StoredAuditMemory;
import io.meterhouse.aggregator.clickhouse.StoredRecompute;
import io.meterhouse.aggregator.kafka.recompute.RecomputeWorker;
import io.meterhouse.aggregator.kafka.sink.SinkRunner;
import io.meterhouse.aggregator.kafka.stream.AggregatorStreams;
import io.meterhouse.aggregator.kafka.stream.FollowedCatalog;
import io.meterhouse.aggregator.kafka.watermark.WatermarkSampler;
import io.meterhouse.aggregator.recompute.RecomputeCounts;
import io.meterhouse.aggregator.sink.MeteredSink;
import io.meterhouse.aggregator.sink.ProgressStore;
import io.meterhouse.kit.audit.AuditSchedule;
import io.meterhouse.kit.catalog.CatalogFollower;
import io.meterhouse.kit.config.ClickHouseConfig;
import io.meterhouse.kit.http.RouteGroup;
import io.meterhouse.kit.kafka.Topic;
import io.meterhouse.kit.kafka.TopicProvisioner;
import io.meterhouse.kit.kafka.Topics;
import io.meterhouse.kit.lifecycle.ClickHouseStart;
import io.meterhouse.kit.lifecycle.EngineProbe;
import io.meterhouse.kit.lifecycle.Parts;
import io.meterhouse.kit.lifecycle.ServiceModule;
import io.meterhouse.kit.telemetry.Telemetry;
import io.meterhouse.metering.MeterCatalog;
import io.meterhouse.usagestore.ClickHouseStoreConfig;
import io.meterhouse.usagestore.StoreLayout;
import io.meterhouse.usagestore.TableRetention;
import io.meterhouse.usagestore.UsageStore;
import io.meterhouse.usagestore.UsageStoreException;
import io.meterhouse.usagestore.Watermarks;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Deduplicates and aggregates usage, writes it to ClickHouse, and says how fresh it is. */
public final class AggregatorModule implements ServiceModule {

  private static final Duration CATALOG_PATIENCE = Duration.ofSeconds(30);

  private final AggregatorConfig config;
  private final InstantSource clock;
  private final Telemetry telemetry;
  private final Parts parts = new Parts();
  private volatile boolean started;
  private volatile @Nullable AuditSchedule audit;
  private volatile @Nullable AggregatorStreams streams;

  private AggregatorModule(AggregatorConfig config, InstantSource clock, Telemetry telemetry) {
    this.config = config;
    this.clock = clock;
    this.telemetry = telemetry;
  }

  public static AggregatorModule create(AggregatorConfig config, InstantSource clock) {
    return create(config, clock, Telemetry.local());
  }

  /** As the other, telling of its work. */
  public static AggregatorModule create(
      AggregatorConfig config, InstantSource clock, Telemetry telemetry) {
    return new AggregatorModule(config, clock, telemetry);
  }

  @Override
  public String name() {
    return "stream-aggregator";
  }

  @Override
  public List<RouteGroup> routes() {
    return List.of();
  }

  @Override
  public void start() {
    UsageStore store =
        parts.add(
            ClickHouseStart.open(
                config.clickHouse(),
                config.startup(),
                AggregatorModule::migrated,
                UsageStoreException::isTransient));
    new TableRetention(store).apply(config.retention().store());
    TopicProvisioner.ensure(config.kafka(), config.startup());
    CatalogFollower catalog =
        parts.add(CatalogFollower.open(config.kafka(), config.startup(), clock));
    catalog.measure(telemetry.metrics(), name());
    startSinks(store);
    startRecompute(store, catalog);
    startStreams(catalog);
    startWatermark(store);
    startAudit(store, catalog);
    // The sinks notice that the store is away when they have something to write, this one always.
    parts.add(EngineProbe.start(ClickHouseStart.engine(config.clickHouse()), store::ping));
    started = true;
  }

  /** Not ready while a sink cannot write: accepted usage waits, and whoever looks should know. */
  @Override
  public List<String> problems() {
    return started ? parts.problems() : List.of("not started");
  }

  @Override
  public List<String> publicProblems() {
    return started ? parts.publicProblems() : List.of("not started");
  }

  /** What stands there keeps nothing from its work, so it does not make the module unready. */
  @Override
  public List<String> notices() {
    List<String> notices = new ArrayList<>();
    AggregatorStreams job = streams;
    if (job != null) {
      job.loss().ifPresent(notices::add);
    }
    AuditSchedule scheduled = audit;
    if (scheduled != null) {
      notices.addAll(scheduled.notices());
    }
    return notices;
  }

  @Override
  public boolean isRecovering() {
    AggregatorStreams job = streams;
    return started && job != null && job.isRecovering();
  }

  @Override
  public void close() {
    started = false;
    parts.close();
  }

  private void startSinks(UsageStore store) {
    SinkRunner sinks =
        parts.add(
            new SinkRunner(config.kafka(), config.stateDir(), config.stream().sessionTimeout()));
    ProgressStore progress = StoreSinks.progress(store);
    StoreSinks.of(store)
        .forEach(
            (topic, sink) ->
                sinks.start(MeteredSink.of(sink, telemetry), topic, progress, config.sinks()));
  }

  private void startRecompute(UsageStore store, CatalogFollower catalog) {
    ProgressStore progress = StoreSinks.progress(store);
    String unique = new Topics(config.kafka()).name(Topic.USAGE_UNIQUE);
    parts.add(
        RecomputeWorker.start(
            new RecomputeWorker.Member(
                config.kafka(),
                config.stateDir(),
                config.stream().sessionTimeout(),
                config.recompute()),
            new RecomputeWorker.Stores(
                new StoredRecompute(store, unique), progress, StoreSinks.AGGREGATES),
            () -> newest(catalog),
            new RecomputeCounts(telemetry.metrics()),
            clock));
  }

  /** As it is on the brokers, for whoever judges what others may have counted by. */
  private static MeterCatalog newest(CatalogFollower catalog) {
    catalog.catchUp(CATALOG_PATIENCE);
    return catalog.current();
  }

  private void startStreams(CatalogFollower catalog) {
    AggregatorStreams job =
        parts.add(
            AggregatorStreams.start(
                config.kafka(),
                config.stream(),
                config.stateDir(),
                new FollowedCatalog(catalog),
                telemetry.metrics()));
    streams = job;
    parts.add(job.measure(telemetry.metrics()));
    job.awaitBegun(config.startup().timeout());
  }

  private void startWatermark(UsageStore store) {
    parts.add(
        WatermarkSampler.start(
            config.kafka(),
            new WatermarkSampler.Stores(
                StoreSinks.progress(store),
                StoreSinks.names(store),
                StoreSinks.watermarks(store, Watermarks.USAGE),
                StoreSinks.watermarks(store, Watermarks.LEDGER)),
            config.watermark().interval(),
            clock));
  }

  private void startAudit(UsageStore store, CatalogFollower catalog) {
    if (config.audit().isScheduled()) {
      Audit checks =
          AuditModule.of(config.kafka(), store, () -> newest(catalog), parts, Audit.CLOCK_MARGIN);
      audit =
          parts.add(
              AuditSchedule.start(
                  new AuditSchedule.Plan(
                      ReportedAudit.SUBJECT,
                      new ReportedAudit(checks, telemetry.metrics()),
                      new StoredAuditMemory(store),
                      config.audit().interval()),
                  telemetry.metrics(),
                  clock));
    }
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

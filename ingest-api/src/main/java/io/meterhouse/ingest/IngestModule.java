package io.meterhouse.ingest;

import io.meterhouse.ingest.http.UsageRoutes;
import io.meterhouse.ingest.kafka.FollowedMeters;
import io.meterhouse.ingest.kafka.KafkaUsageLog;
import io.meterhouse.kit.catalog.CatalogException;
import io.meterhouse.kit.catalog.CatalogFollower;
import io.meterhouse.kit.http.RouteGroup;
import io.meterhouse.kit.kafka.Topic;
import io.meterhouse.kit.kafka.TopicProvisioner;
import io.meterhouse.kit.lifecycle.ServiceModule;
import io.meterhouse.kit.lifecycle.StartupException;
import java.time.InstantSource;
import java.util.EnumSet;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Ingest as a service: ready while the brokers answer and the catalogue is loaded. */
public final class IngestModule implements ServiceModule {

  private final IngestConfig config;
  private final InstantSource clock;
  private @Nullable Running running;

  private IngestModule(IngestConfig config, InstantSource clock) {
    this.config = config;
    this.clock = clock;
  }

  /** Connects nothing yet. */
  public static IngestModule create(IngestConfig config, InstantSource clock) {
    return new IngestModule(config, clock);
  }

  private record Running(CatalogFollower catalog, KafkaUsageLog log, UsageRoutes routes) {}

  @Override
  public String name() {
    return "ingest-api";
  }

  @Override
  public void start() {
    TopicProvisioner.ensure(
        config.kafka(), config.startup(), EnumSet.of(Topic.USAGE_ACCEPTED, Topic.CATALOG));
    CatalogFollower catalog = new CatalogFollower(config.kafka(), clock);
    KafkaUsageLog log = new KafkaUsageLog(config);
    FollowedMeters meters = new FollowedMeters(catalog, config.ackTimeout().dividedBy(2));
    Ingest ingest = new Ingest(log, meters, config.limits(), clock);
    running = new Running(catalog, log, new UsageRoutes(ingest, config));
    catalog.start();
    try {
      catalog.awaitLoaded(config.startup().timeout());
    } catch (CatalogException e) {
      throw new StartupException(
          "the catalogue at "
              + config.kafka().bootstrapServers()
              + " could not be read. Look at the broker's log, or wait longer with"
              + " METERHOUSE_STARTUP_TIMEOUT.",
          e);
    }
  }

  @Override
  public List<RouteGroup> routes() {
    if (running == null) {
      throw new IllegalStateException("start() comes before routes()");
    }
    return List.of(running.routes());
  }

  @Override
  public boolean isReady() {
    Running now = running;
    return now != null && now.catalog().isLoaded() && now.log().isReachable();
  }

  @Override
  public void close() {
    if (running != null) {
      running.log().close();
      running.catalog().close();
      running = null;
    }
  }
}

package io.meterhouse.ingest;

import io.meterhouse.ingest.http.UsageRoutes;
import io.meterhouse.ingest.kafka.FollowedMeters;
import io.meterhouse.ingest.kafka.KafkaUsageLog;
import io.meterhouse.kit.catalog.CatalogFollower;
import io.meterhouse.kit.http.RouteGroup;
import io.meterhouse.kit.kafka.BrokerProbe;
import io.meterhouse.kit.kafka.Topic;
import io.meterhouse.kit.kafka.TopicProvisioner;
import io.meterhouse.kit.lifecycle.Parts;
import io.meterhouse.kit.lifecycle.ServiceModule;
import io.meterhouse.kit.telemetry.Telemetry;
import java.time.InstantSource;
import java.util.EnumSet;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Ingest as a service: ready while the brokers answer and the catalogue is loaded. */
public final class IngestModule implements ServiceModule {

  private final IngestConfig config;
  private final InstantSource clock;
  private final Telemetry telemetry;
  private final Parts parts = new Parts();
  private volatile @Nullable List<RouteGroup> routes;

  private IngestModule(IngestConfig config, InstantSource clock, Telemetry telemetry) {
    this.config = config;
    this.clock = clock;
    this.telemetry = telemetry;
  }

  /** Connects nothing yet. */
  public static IngestModule create(IngestConfig config, InstantSource clock) {
    return create(config, clock, Telemetry.local());
  }

  /** As the other, telling of its work. */
  public static IngestModule create(IngestConfig config, InstantSource clock, Telemetry telemetry) {
    return new IngestModule(config, clock, telemetry);
  }

  @Override
  public String name() {
    return "ingest-api";
  }

  @Override
  public void start() {
    TopicProvisioner.ensure(
        config.kafka(), config.startup(), EnumSet.of(Topic.USAGE_ACCEPTED, Topic.CATALOG));
    CatalogFollower catalog =
        parts.add(CatalogFollower.open(config.kafka(), config.startup(), clock));
    KafkaUsageLog log = parts.add(new KafkaUsageLog(config, telemetry.metrics()));
    parts.add(BrokerProbe.start(config.kafka()));
    FollowedMeters meters = new FollowedMeters(catalog, config.ackTimeout().dividedBy(4));
    catalog.measure(telemetry.metrics(), name());
    IngestMeters counted = new IngestMeters(telemetry.metrics());
    Ingest ingest = new Ingest(counted.measured(log), meters, config.limits(), clock);
    routes = List.of(new UsageRoutes(ingest, config, counted));
  }

  @Override
  public List<RouteGroup> routes() {
    List<RouteGroup> started = routes;
    if (started == null) {
      throw new IllegalStateException("start() comes before routes()");
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
}

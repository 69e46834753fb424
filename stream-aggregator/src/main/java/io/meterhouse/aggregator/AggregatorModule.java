package io.meterhouse.aggregator;

import io.meterhouse.aggregator.clickhouse.StoreSinks;
import io.meterhouse.aggregator.kafka.AggregatorStreams;
import io.meterhouse.aggregator.kafka.SinkRunner;
import io.meterhouse.aggregator.kafka.WatermarkSampler;
import io.meterhouse.kit.catalog.CatalogFollower;
import io.meterhouse.kit.config.ClickHouseConfig;
import io.meterhouse.kit.http.RouteGroup;
import io.meterhouse.kit.kafka.TopicProvisioner;
import io.meterhouse.kit.lifecycle.Engine;
import io.meterhouse.kit.lifecycle.EngineWait;
import io.meterhouse.kit.lifecycle.ServiceModule;
import io.meterhouse.usagestore.ClickHouseMigrations;
import io.meterhouse.usagestore.ClickHouseStoreConfig;
import io.meterhouse.usagestore.UsageStore;
import io.meterhouse.usagestore.Watermarks;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Deduplicates and aggregates usage, writes it to ClickHouse, and says how fresh it is. */
public final class AggregatorModule implements ServiceModule {

  private final AggregatorConfig config;
  private final InstantSource clock;

  /** What has been started; stopped from the top. */
  private final Deque<AutoCloseable> parts = new ArrayDeque<>();

  private volatile @Nullable Running running;

  private record Running(AggregatorStreams streams, SinkRunner sinks, WatermarkSampler watermark) {}

  private AggregatorModule(AggregatorConfig config, InstantSource clock) {
    this.config = config;
    this.clock = clock;
  }

  public static AggregatorModule create(AggregatorConfig config, InstantSource clock) {
    return new AggregatorModule(config, clock);
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
    UsageStore store = part(openStore());
    TopicProvisioner.ensure(config.kafka(), config.startup());
    CatalogFollower catalog = part(new CatalogFollower(config.kafka(), clock));
    catalog.start();
    catalog.awaitLoaded(config.startup().timeout());
    SinkRunner sinks = part(startSinks(store));
    AggregatorStreams streams =
        part(
            AggregatorStreams.start(
                config.kafka(),
                config.stream(),
                config.stateDir(),
                acceptedAt -> {
                  catalog.catchUpTo(acceptedAt);
                  return catalog.current();
                }));
    streams.awaitRunning(config.startup().timeout());
    WatermarkSampler watermark =
        part(
            WatermarkSampler.start(
                config.kafka(),
                new WatermarkSampler.Stores(
                    StoreSinks.progress(store),
                    StoreSinks.AGGREGATES,
                    StoreSinks.watermarks(store, Watermarks.USAGE)),
                config.watermark().interval(),
                clock));
    running = new Running(streams, sinks, watermark);
  }

  /** Not ready while a sink cannot write: accepted usage waits, and whoever looks should know. */
  @Override
  public boolean isReady() {
    Running now = running;
    return now != null
        && now.streams().isHealthy()
        && now.sinks().isWorking()
        && now.watermark().isAlive();
  }

  @Override
  public void close() {
    running = null;
    IllegalStateException failure = new IllegalStateException("parts did not stop in order");
    while (!parts.isEmpty()) {
      try {
        parts.pop().close();
      } catch (Exception e) {
        // The others must stop all the same.
        failure.addSuppressed(e);
      }
    }
    if (failure.getSuppressed().length > 0) {
      throw failure;
    }
  }

  private UsageStore openStore() {
    ClickHouseConfig clickHouse = config.clickHouse();
    UsageStore store =
        UsageStore.open(
            new ClickHouseStoreConfig(
                clickHouse.url(), clickHouse.database(), clickHouse.user(), clickHouse.password()));
    EngineWait.until(
        new Engine("ClickHouse", clickHouse.address(), "METERHOUSE_CLICKHOUSE_URL"),
        config.startup(),
        () -> {
          store.ping();
          return store;
        });
    new ClickHouseMigrations(store).migrate();
    return store;
  }

  private SinkRunner startSinks(UsageStore store) {
    SinkRunner sinks =
        new SinkRunner(config.kafka(), config.stateDir(), config.stream().sessionTimeout());
    ProgressStore progress = StoreSinks.progress(store);
    StoreSinks.of(store)
        .forEach((topic, sink) -> sinks.start(sink, topic, progress, config.sinks()));
    return sinks;
  }

  private <T extends AutoCloseable> T part(T part) {
    parts.push(part);
    return part;
  }
}

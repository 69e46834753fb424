package io.meterhouse.kit.telemetry;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tag;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.Timer;
import io.micrometer.core.instrument.binder.jvm.ClassLoaderMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmGcMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmMemoryMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmThreadMetrics;
import io.micrometer.core.instrument.binder.system.FileDescriptorMetrics;
import io.micrometer.core.instrument.binder.system.ProcessorMetrics;
import io.micrometer.core.instrument.binder.system.UptimeMetrics;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/**
 * The metrics of one process. Names are written with dots and shown as Prometheus wants them:
 * {@code meterhouse.ingest.events} is {@code meterhouse_ingest_events_total}. Thread-safe.
 */
public final class Metrics implements AutoCloseable {

  /** What {@link #scrape()} writes. */
  public static final String CONTENT_TYPE = "text/plain; version=0.0.4; charset=utf-8";

  private static final Duration[] BUCKETS =
      List.of(1, 2, 5, 10, 25, 50, 100, 250, 500, 1_000, 2_500, 5_000, 10_000).stream()
          .map(Duration::ofMillis)
          .toArray(Duration[]::new);

  private final PrometheusMeterRegistry registry =
      new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
  private final JvmGcMetrics garbage = new JvmGcMetrics();
  private final LabelLimit tenants;

  /** With the JVM's and the process's own; {@code maxTenants} get series of their own. */
  public Metrics(int maxTenants) {
    tenants = new LabelLimit(maxTenants);
    garbage.bindTo(registry);
    List.of(
            new JvmMemoryMetrics(),
            new JvmThreadMetrics(),
            new ClassLoaderMetrics(),
            new ProcessorMetrics(),
            new FileDescriptorMetrics(),
            new UptimeMetrics())
        .forEach(binder -> binder.bindTo(registry));
  }

  /** The label of tenants, bounded for all metrics together. */
  public LabelLimit tenants() {
    return tenants;
  }

  /** Counters of that name. */
  public Counts counts(String name, String meaning, String... labels) {
    Map<List<String>, Counter> counters = new ConcurrentHashMap<>();
    return (amount, values) ->
        counters
            .computeIfAbsent(
                List.of(values),
                missing ->
                    Counter.builder(name)
                        .description(meaning)
                        .tags(tags(labels, values))
                        .register(registry))
            .increment((double) amount);
  }

  /** Histograms of that name, in seconds. */
  public Latencies latencies(String name, String meaning, String... labels) {
    Map<List<String>, Timer> timers = new ConcurrentHashMap<>();
    return (nanos, values) ->
        timers
            .computeIfAbsent(
                List.of(values),
                missing ->
                    Timer.builder(name)
                        .description(meaning)
                        .serviceLevelObjectives(BUCKETS)
                        .tags(tags(labels, values))
                        .register(registry))
            .record(nanos, TimeUnit.NANOSECONDS);
  }

  /** A value that is asked for at each scrape, so it must be there without waiting. */
  public void gauge(String name, String meaning, Supplier<Number> value, String... labels) {
    Gauge.builder(name, value).description(meaning).tags(labels).register(registry);
  }

  /** For the meters that libraries bring with them; ours go through this class. */
  public MeterRegistry registry() {
    return registry;
  }

  /** Everything in the text form of Prometheus. */
  public String scrape() {
    return registry.scrape(CONTENT_TYPE);
  }

  @Override
  public void close() {
    garbage.close();
    registry.close();
  }

  private static Iterable<Tag> tags(String[] names, String[] values) {
    if (names.length != values.length) {
      throw new IllegalArgumentException(
          values.length + " values (expected: " + String.join(", ", names) + ")");
    }
    String[] both = new String[names.length * 2];
    for (int i = 0; i < names.length; i++) {
      both[2 * i] = names[i];
      both[2 * i + 1] = values[i];
    }
    return Tags.of(both);
  }
}

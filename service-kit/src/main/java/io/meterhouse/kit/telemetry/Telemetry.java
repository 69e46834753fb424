package io.meterhouse.kit.telemetry;

import io.meterhouse.kit.config.Settings;
import io.meterhouse.kit.config.TelemetryConfig;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.exporter.otlp.http.trace.OtlpHttpSpanExporter;
import io.opentelemetry.sdk.OpenTelemetrySdk;
import io.opentelemetry.sdk.resources.Resource;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import io.opentelemetry.sdk.trace.export.BatchSpanProcessor;
import io.opentelemetry.sdk.trace.samplers.Sampler;
import java.util.concurrent.atomic.AtomicBoolean;

/** What one process tells of itself; its modules share it. Closed after them. */
public final class Telemetry implements AutoCloseable {

  private static final AttributeKey<String> SERVICE = AttributeKey.stringKey("service.name");

  private final TelemetryConfig config;
  private final Metrics metrics;
  private final Tracing tracing;
  private final Runnable flush;
  private final AtomicBoolean closed = new AtomicBoolean();

  private Telemetry(TelemetryConfig config, Tracing tracing, Runnable flush) {
    this.config = config;
    this.metrics = new Metrics(config.maxTenants());
    this.tracing = tracing;
    this.flush = flush;
  }

  /** Traces leave for the collector that is configured; where none is, nothing leaves. */
  public static Telemetry start(TelemetryConfig config, String service) {
    if (config.otelEndpoint().isEmpty()) {
      return new Telemetry(config, Tracing.off(), () -> {});
    }
    OpenTelemetrySdk sdk = sdk(config, service);
    return new Telemetry(config, new Tracing(sdk), sdk::close);
  }

  /** With the defaults, which send nothing anywhere. */
  public static Telemetry local() {
    return start(TelemetryConfig.from(Settings.defaults()), "meterhouse");
  }

  /** With traces that go to that one, which the caller closes. */
  public static Telemetry with(Tracing tracing) {
    return new Telemetry(TelemetryConfig.from(Settings.defaults()), tracing, () -> {});
  }

  /** As it was configured. */
  public TelemetryConfig config() {
    return config;
  }

  public Metrics metrics() {
    return metrics;
  }

  public Tracing tracing() {
    return tracing;
  }

  /** Sends what it has of traces, and forgets the metrics; once. */
  @Override
  public void close() {
    if (closed.compareAndSet(false, true)) {
      flush.run();
      metrics.close();
    }
  }

  private static OpenTelemetrySdk sdk(TelemetryConfig config, String service) {
    OtlpHttpSpanExporter exporter =
        OtlpHttpSpanExporter.builder()
            .setEndpoint(config.otelEndpoint().replaceFirst("/+$", "") + "/v1/traces")
            .build();
    return OpenTelemetrySdk.builder()
        .setTracerProvider(
            SdkTracerProvider.builder()
                .setResource(
                    Resource.getDefault().merge(Resource.create(Attributes.of(SERVICE, service))))
                .setSampler(
                    Sampler.parentBased(Sampler.traceIdRatioBased(config.samplePercent() / 100.0)))
                .addSpanProcessor(BatchSpanProcessor.builder(exporter).build())
                .build())
        .build();
  }
}

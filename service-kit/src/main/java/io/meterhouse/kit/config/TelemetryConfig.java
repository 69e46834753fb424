package io.meterhouse.kit.config;

import java.util.OptionalInt;

/**
 * What a service tells of itself, and to whom.
 *
 * @param adminHost the address of metrics and health where they have a port of their own
 * @param adminPort that port; empty: metrics are beside the API where that is on loopback
 * @param accessLog whether each request is a line of the log
 * @param maxTenants tenants with metrics of their own
 * @param otelEndpoint collector of traces; empty: there are none
 * @param samplePercent traces kept of those that begin here
 */
public record TelemetryConfig(
    String adminHost,
    OptionalInt adminPort,
    boolean accessLog,
    int maxTenants,
    String otelEndpoint,
    int samplePercent) {

  /**
   * Reads METERHOUSE_ADMIN_*, METERHOUSE_METRICS_*, METERHOUSE_OTEL_* and METERHOUSE_LOG_ACCESS.
   */
  public static TelemetryConfig from(Settings settings) {
    return new TelemetryConfig(
        settings.string("METERHOUSE_ADMIN_HOST"),
        settings.optionalInteger("METERHOUSE_ADMIN_PORT"),
        settings.flag("METERHOUSE_LOG_ACCESS"),
        settings.integer("METERHOUSE_METRICS_MAX_TENANTS"),
        settings.string("METERHOUSE_OTEL_ENDPOINT"),
        settings.integer("METERHOUSE_OTEL_SAMPLE_PERCENT"));
  }
}

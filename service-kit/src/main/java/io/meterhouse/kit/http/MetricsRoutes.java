package io.meterhouse.kit.http;

import io.meterhouse.kit.telemetry.Metrics;

/**
 * {@code /metrics} in the text form of Prometheus. It asks for no token, as it names tenants to
 * nobody from outside: it is on a loopback address or on a port of its own.
 */
public final class MetricsRoutes implements RouteGroup.Operations {

  private final Metrics metrics;

  /** Of these metrics. */
  public MetricsRoutes(Metrics metrics) {
    this.metrics = metrics;
  }

  @Override
  public void register(Routes routes) {
    routes.get(
        "/metrics",
        Access.OPEN,
        ctx -> ctx.contentType(Metrics.CONTENT_TYPE).result(metrics.scrape()));
  }
}

package io.meterhouse.kit.config;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Where a service listens and how large a request body may be.
 *
 * @param host the address to bind; loopback unless said otherwise
 * @param port 0 takes a free one
 * @param maxBodyBytes a larger body is refused with 413; also the bound of an inflated one
 * @param shutdownTimeout how long a stop waits for the requests that it took
 * @param edge what protects it
 */
public record HttpConfig(
    String host, int port, int maxBodyBytes, Duration shutdownTimeout, EdgeConfig edge) {

  /** With the default shutdown timeout and edge. */
  public HttpConfig(String host, int port, int maxBodyBytes) {
    this(
        host,
        port,
        maxBodyBytes,
        Settings.defaults().duration("METERHOUSE_SHUTDOWN_TIMEOUT"),
        EdgeConfig.DEFAULT);
  }

  /** Reads METERHOUSE_HTTP_*, METERHOUSE_SHUTDOWN_TIMEOUT and what {@link EdgeConfig} reads. */
  public static HttpConfig from(Settings settings) {
    return new HttpConfig(
        settings.string("METERHOUSE_HTTP_HOST"),
        settings.integer("METERHOUSE_HTTP_PORT"),
        settings.integer("METERHOUSE_HTTP_MAX_BODY_BYTES"),
        settings.duration("METERHOUSE_SHUTDOWN_TIMEOUT"),
        EdgeConfig.from(settings));
  }

  /** Protected by that. */
  public HttpConfig withEdge(EdgeConfig protection) {
    return new HttpConfig(host, port, maxBodyBytes, shutdownTimeout, protection);
  }

  /** Whether nobody but this machine reaches it. */
  public boolean isLoopback() {
    try {
      return InetAddress.getByName(host).isLoopbackAddress();
    } catch (UnknownHostException e) {
      return false;
    }
  }

  /**
   * Where metrics listen by themselves; null: they do not. All there is open, so that no rate limit
   * and no store of one is needed.
   */
  public @Nullable HttpConfig admin(TelemetryConfig telemetry) {
    return telemetry.adminPort().isEmpty()
        ? null
        : new HttpConfig(
            telemetry.adminHost(),
            telemetry.adminPort().getAsInt(),
            maxBodyBytes,
            shutdownTimeout,
            edge.withRateLimits(RateLimitConfig.OFF));
  }

  /** Loopback, a free port, the default limit: what tests want. */
  public static HttpConfig onFreePort() {
    return from(Settings.of(Map.of("METERHOUSE_HTTP_PORT", "0")));
  }
}

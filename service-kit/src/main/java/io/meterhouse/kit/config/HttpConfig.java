package io.meterhouse.kit.config;

import java.time.Duration;

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

  private static final int DEFAULT_PORT = 8080;
  private static final int DEFAULT_MAX_BODY_BYTES = 8 * 1024 * 1024;
  private static final int LARGEST_MAX_BODY_BYTES = 1024 * 1024 * 1024;

  private static final Duration DEFAULT_SHUTDOWN_TIMEOUT = Duration.ofSeconds(10);

  /** With the default shutdown timeout and edge. */
  public HttpConfig(String host, int port, int maxBodyBytes) {
    this(host, port, maxBodyBytes, DEFAULT_SHUTDOWN_TIMEOUT, EdgeConfig.DEFAULT);
  }

  /** Reads METERHOUSE_HTTP_*, METERHOUSE_SHUTDOWN_TIMEOUT and what {@link EdgeConfig} reads. */
  public static HttpConfig from(Settings settings) {
    return new HttpConfig(
        settings.string("METERHOUSE_HTTP_HOST", "127.0.0.1"),
        settings.integer("METERHOUSE_HTTP_PORT", DEFAULT_PORT, 0, 65_535),
        settings.integer(
            "METERHOUSE_HTTP_MAX_BODY_BYTES", DEFAULT_MAX_BODY_BYTES, 1024, LARGEST_MAX_BODY_BYTES),
        settings.duration("METERHOUSE_SHUTDOWN_TIMEOUT", DEFAULT_SHUTDOWN_TIMEOUT.toString()),
        EdgeConfig.from(settings));
  }

  /** Protected by that. */
  public HttpConfig withEdge(EdgeConfig protection) {
    return new HttpConfig(host, port, maxBodyBytes, shutdownTimeout, protection);
  }

  /** Loopback, a free port, the default limit: what tests want. */
  public static HttpConfig onFreePort() {
    return new HttpConfig("127.0.0.1", 0, DEFAULT_MAX_BODY_BYTES);
  }
}

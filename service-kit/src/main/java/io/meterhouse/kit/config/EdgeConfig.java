package io.meterhouse.kit.config;

import org.jspecify.annotations.Nullable;

/**
 * What protects the HTTP interface.
 *
 * @param tls null: plain HTTP
 * @param tlsRequired whether to refuse plain HTTP on an address that others reach
 */
public record EdgeConfig(
    HttpLimits limits,
    @Nullable TlsConfig tls,
    boolean tlsRequired,
    CorsConfig cors,
    RateLimitConfig rateLimits) {

  /** Plain HTTP, closed to pages of other origins, with the default limits. */
  public static final EdgeConfig DEFAULT =
      new EdgeConfig(HttpLimits.DEFAULT, null, false, CorsConfig.CLOSED, RateLimitConfig.DEFAULT);

  /** Reads METERHOUSE_HTTP_*, METERHOUSE_TLS_*, METERHOUSE_CORS_* and METERHOUSE_RATE_LIMIT_*. */
  public static EdgeConfig from(Settings settings) {
    return new EdgeConfig(
        HttpLimits.from(settings),
        TlsConfig.from(settings),
        settings.flag("METERHOUSE_TLS_REQUIRED"),
        CorsConfig.from(settings),
        RateLimitConfig.from(settings));
  }

  /** With those bounds of connections and requests. */
  public EdgeConfig withLimits(HttpLimits bounds) {
    return new EdgeConfig(bounds, tls, tlsRequired, cors, rateLimits);
  }

  /** Encrypted with those files. */
  public EdgeConfig withTls(TlsConfig files) {
    return new EdgeConfig(limits, files, tlsRequired, cors, rateLimits);
  }

  /** Open to pages of those origins. */
  public EdgeConfig withCors(CorsConfig origins) {
    return new EdgeConfig(limits, tls, tlsRequired, origins, rateLimits);
  }

  /** With those limits on use. */
  public EdgeConfig withRateLimits(RateLimitConfig rates) {
    return new EdgeConfig(limits, tls, tlsRequired, cors, rates);
  }
}

package io.meterhouse.kit.access.token;

import io.meterhouse.kit.config.Settings;
import java.time.Duration;

/**
 * How the keys of issuers are fetched.
 *
 * @param timeout of a fetch, and the longest wait of a request for one
 * @param refreshAfter keys this old are fetched again beside the requests that use them
 * @param minInterval between two fetches, however many unknown key ids come
 * @param maxAge keys of an issuer that does not answer are believed this long
 */
public record JwksConfig(
    Duration timeout, Duration refreshAfter, Duration minInterval, Duration maxAge) {

  private static final Duration SECOND = Duration.ofSeconds(1);
  private static final Duration DAY = Duration.ofDays(1);

  /** Reads METERHOUSE_OAUTH_JWKS_*. */
  public static JwksConfig from(Settings settings) {
    return new JwksConfig(
        settings.duration(
            "METERHOUSE_OAUTH_JWKS_TIMEOUT",
            Duration.ofSeconds(2),
            Duration.ofMillis(100),
            Duration.ofSeconds(30)),
        settings.duration("METERHOUSE_OAUTH_JWKS_REFRESH", Duration.ofMinutes(15), SECOND, DAY),
        settings.duration(
            "METERHOUSE_OAUTH_JWKS_MIN_INTERVAL", Duration.ofSeconds(30), SECOND, DAY),
        settings.duration("METERHOUSE_OAUTH_JWKS_MAX_AGE", DAY, SECOND, Duration.ofDays(31)));
  }
}

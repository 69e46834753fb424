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

  /** Reads METERHOUSE_OAUTH_JWKS_*. */
  public static JwksConfig from(Settings settings) {
    return new JwksConfig(
        settings.duration("METERHOUSE_OAUTH_JWKS_TIMEOUT"),
        settings.duration("METERHOUSE_OAUTH_JWKS_REFRESH"),
        settings.duration("METERHOUSE_OAUTH_JWKS_MIN_INTERVAL"),
        settings.duration("METERHOUSE_OAUTH_JWKS_MAX_AGE"));
  }
}

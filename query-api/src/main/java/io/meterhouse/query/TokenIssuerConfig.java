package io.meterhouse.query;

import io.meterhouse.kit.access.token.SigningKey;
import io.meterhouse.kit.access.token.TokenConfig;
import io.meterhouse.kit.config.ConfigurationException;
import io.meterhouse.kit.config.HttpConfig;
import io.meterhouse.kit.config.Settings;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * The built-in OAuth issuer.
 *
 * @param key what it signs with; null: it is off
 * @param issuer the URL under which clients reach it, also its name; without a slash at the end
 * @param lifetime of its tokens
 */
public record TokenIssuerConfig(
    @Nullable SigningKey key,
    String issuer,
    String audience,
    String tenantClaim,
    Duration lifetime) {

  private static final Duration DEFAULT_LIFETIME = Duration.ofMinutes(15);

  /** One that issues nothing. */
  public static final TokenIssuerConfig OFF =
      new TokenIssuerConfig(null, "http://127.0.0.1", "meterhouse", "tenant_id", DEFAULT_LIFETIME);

  /**
   * Reads METERHOUSE_OAUTH_SIGNING_KEY and what belongs to it.
   *
   * @throws ConfigurationException also where there is a key, and no issuer that others could reach
   */
  public static TokenIssuerConfig from(Settings settings) {
    String pem = settings.secret("METERHOUSE_OAUTH_SIGNING_KEY");
    TokenConfig tokens = TokenConfig.from(settings);
    String named = settings.string("METERHOUSE_OAUTH_ISSUER");
    Duration lifetime = settings.duration("METERHOUSE_OAUTH_TOKEN_LIFETIME");
    if (lifetime.compareTo(tokens.maxLifetime()) > 0) {
      throw new ConfigurationException(
          "METERHOUSE_OAUTH_TOKEN_LIFETIME: %s (expected: at most METERHOUSE_OAUTH_MAX_TOKEN_LIFETIME, %s)"
              .formatted(lifetime, tokens.maxLifetime()));
    }
    HttpConfig http = HttpConfig.from(settings);
    if (!pem.isEmpty() && named.isEmpty() && !http.isLoopback()) {
      // Such an address is no name: others reach it by another one, or it names many machines.
      throw new ConfigurationException(
          "METERHOUSE_OAUTH_ISSUER: not set, though METERHOUSE_OAUTH_SIGNING_KEY is and"
              + " METERHOUSE_HTTP_HOST is "
              + http.host()
              + " (expected: the URL under which clients reach query-api)");
    }
    return new TokenIssuerConfig(
        pem.isEmpty() ? null : SigningKey.parse(pem),
        (named.isEmpty() ? address(http) : named).replaceFirst("/+$", ""),
        tokens.audience(),
        tokens.tenantClaim(),
        lifetime);
  }

  private static String address(HttpConfig http) {
    // A port that is not known yet cannot be part of a name that outlives the process.
    return "http://" + http.host() + (http.port() == 0 ? "" : ":" + http.port());
  }
}

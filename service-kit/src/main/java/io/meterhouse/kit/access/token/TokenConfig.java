package io.meterhouse.kit.access.token;

import io.meterhouse.kit.config.ConfigurationException;
import io.meterhouse.kit.config.Settings;
import java.net.URI;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Which access tokens are believed.
 *
 * @param audience what a token's {@code aud} must name
 * @param tenantClaim the claim that names the tenant
 * @param clockSkew how far clocks may differ
 * @param maxTokenChars a longer token is not looked at
 * @param maxLifetime a token that lives longer is refused
 * @param jwks how keys are fetched
 */
public record TokenConfig(
    List<IssuerConfig> issuers,
    String audience,
    String tenantClaim,
    Duration clockSkew,
    int maxTokenChars,
    Duration maxLifetime,
    JwksConfig jwks) {

  /** Copies. */
  public TokenConfig {
    issuers = List.copyOf(issuers);
  }

  /** Reads METERHOUSE_OAUTH_*. */
  public static TokenConfig from(Settings settings) {
    return new TokenConfig(
        issuers(settings),
        audience(settings),
        settings.string("METERHOUSE_OAUTH_TENANT_CLAIM"),
        settings.duration("METERHOUSE_OAUTH_CLOCK_SKEW"),
        settings.integer("METERHOUSE_OAUTH_MAX_TOKEN_CHARS"),
        settings.duration("METERHOUSE_OAUTH_MAX_TOKEN_LIFETIME"),
        JwksConfig.from(settings));
  }

  /** What the tokens for this installation name as their audience. */
  public static String audience(Settings settings) {
    return settings.string("METERHOUSE_OAUTH_AUDIENCE");
  }

  private static List<IssuerConfig> issuers(Settings settings) {
    List<String> urls = list(settings, "METERHOUSE_OAUTH_ISSUERS");
    Set<String> platform = new HashSet<>(list(settings, "METERHOUSE_OAUTH_PLATFORM_ISSUERS"));
    Map<String, URI> jwks = jwksUrls(settings, urls);
    List<IssuerConfig> issuers =
        urls.stream()
            .distinct()
            .map(url -> new IssuerConfig(url, jwks.get(url), platform.remove(url)))
            .toList();
    if (!platform.isEmpty()) {
      throw notListed("METERHOUSE_OAUTH_PLATFORM_ISSUERS", String.join(",", platform));
    }
    return issuers;
  }

  private static Map<String, URI> jwksUrls(Settings settings, List<String> issuers) {
    Map<String, URI> urls = new HashMap<>();
    for (String pair : list(settings, "METERHOUSE_OAUTH_JWKS_URLS")) {
      String issuer =
          issuers.stream()
              .filter(it -> pair.startsWith(it + "="))
              .findFirst()
              .orElseThrow(() -> notListed("METERHOUSE_OAUTH_JWKS_URLS", pair));
      try {
        urls.put(issuer, URI.create(pair.substring(issuer.length() + 1)));
      } catch (IllegalArgumentException e) {
        throw notListed("METERHOUSE_OAUTH_JWKS_URLS", pair);
      }
    }
    return urls;
  }

  private static ConfigurationException notListed(String key, String value) {
    return new ConfigurationException(
        "%s: %s (expected: an issuer of METERHOUSE_OAUTH_ISSUERS%s)"
            .formatted(key, value, key.endsWith("URLS") ? ", then =, then the URL" : ""));
  }

  private static List<String> list(Settings settings, String key) {
    return Arrays.stream(settings.string(key).split(","))
        .map(String::strip)
        .filter(text -> !text.isEmpty())
        .toList();
  }
}

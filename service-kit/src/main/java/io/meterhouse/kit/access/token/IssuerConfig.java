package io.meterhouse.kit.access.token;

import io.meterhouse.kit.config.ConfigurationException;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * An issuer whose tokens are believed.
 *
 * @param url its name in the claim {@code iss}, to the letter, and where its metadata is
 * @param jwks where its keys are; null: where its metadata says
 * @param speaksForPlatform whether its tokens may be the platform's and act for users
 */
public record IssuerConfig(String url, @Nullable URI jwks, boolean speaksForPlatform) {

  /** Checks that nobody on the way can put keys of their own in the place of the issuer's. */
  public IssuerConfig {
    secure("METERHOUSE_OAUTH_ISSUERS", url);
    if (jwks != null) {
      secure("METERHOUSE_OAUTH_JWKS_URLS", jwks.toString());
    }
  }

  URI metadata() {
    return URI.create(url.replaceFirst("/$", "") + "/.well-known/openid-configuration");
  }

  /** Whether keys of this issuer may be fetched from there. */
  boolean mayHaveKeysAt(URI place) {
    return isHttps(place) || (isPlainLoopback(place) && isPlainLoopback(URI.create(url)));
  }

  private static void secure(String setting, String url) {
    try {
      URI uri = new URI(url);
      if ((isHttps(uri) || isPlainLoopback(uri)) && uri.getFragment() == null) {
        return;
      }
    } catch (URISyntaxException e) {
      throw insecure(setting, url);
    }
    throw insecure(setting, url);
  }

  private static ConfigurationException insecure(String setting, String url) {
    return new ConfigurationException(
        setting + ": " + url + " (expected: https://…; http:// for this machine's loopback alone)");
  }

  private static boolean isHttps(URI uri) {
    return "https".equalsIgnoreCase(uri.getScheme()) && uri.getHost() != null;
  }

  private static boolean isPlainLoopback(URI uri) {
    if (!"http".equalsIgnoreCase(uri.getScheme()) || uri.getHost() == null) {
      return false;
    }
    String host = uri.getHost().toLowerCase(Locale.ROOT);
    return host.equals("localhost")
        || host.equals("[::1]")
        || host.matches("127(\\.[0-9]{1,3}){3}");
  }
}

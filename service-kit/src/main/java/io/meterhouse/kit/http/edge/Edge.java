package io.meterhouse.kit.http.edge;

import io.meterhouse.kit.config.ConfigurationException;
import io.meterhouse.kit.config.CorsConfig;
import io.meterhouse.kit.config.EdgeConfig;
import io.meterhouse.kit.config.HttpConfig;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.handler.CrossOriginHandler;
import org.eclipse.jetty.server.handler.QoSHandler;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What stands between the network and the routes. */
public final class Edge {

  private static final Logger LOG = LoggerFactory.getLogger(Edge.class);

  private static final Duration PREFLIGHT_MAX_AGE = Duration.ofMinutes(10);

  private static final Set<String> CORS_METHODS = Set.of("GET", "POST", "PUT", "PATCH", "DELETE");
  private static final Set<String> CORS_REQUEST_HEADERS =
      Set.of(
          "Authorization",
          "Content-Type",
          "Content-Encoding",
          "Idempotency-Key",
          HeaderNames.REQUEST_ID,
          "X-Tenant-Id",
          "X-User-Id",
          "X-User-Role");
  private static final Set<String> CORS_ANSWER_HEADERS =
      Set.of(
          HeaderNames.RATE_LIMIT,
          HeaderNames.RATE_LIMIT_REMAINING,
          HeaderNames.RATE_LIMIT_RESET,
          HeaderNames.RATE_LIMIT_POLICY,
          "Retry-After",
          "Idempotency-Replayed",
          "WWW-Authenticate",
          HeaderNames.REQUEST_ID);

  private Edge() {}

  /** Puts the handlers before those that are there. */
  public static void insert(Server server, EdgeConfig edge) {
    // Each is put before the ones before it: the last is met first.
    server.insertHandler(new BodyDeadline(edge.limits().bodyTimeout()));
    server.insertHandler(inFlight(edge.limits().maxRequests()));
    server.insertHandler(crossOrigin(edge.cors()));
    server.insertHandler(new RequestChecks(edge.limits()));
    server.insertHandler(new SecurityHeaders());
  }

  /**
   * Says once that others can read along where they can.
   *
   * @throws ConfigurationException where that was forbidden
   */
  public static void checkExposure(HttpConfig config) {
    if (config.edge().tls() != null || isLoopback(config.host())) {
      return;
    }
    if (config.edge().tlsRequired()) {
      throw new ConfigurationException(
          "METERHOUSE_TLS_REQUIRED is true, and METERHOUSE_HTTP_HOST "
              + config.host()
              + " is not loopback (expected: METERHOUSE_TLS_CERTIFICATE and"
              + " METERHOUSE_TLS_KEY_FILE)");
    }
    LOG.warn(
        "{} is reached by others and HTTP is not encrypted: set METERHOUSE_TLS_CERTIFICATE and"
            + " METERHOUSE_TLS_KEY_FILE unless a proxy before us encrypts",
        config.host());
  }

  private static boolean isLoopback(String host) {
    try {
      return InetAddress.getByName(host).isLoopbackAddress();
    } catch (UnknownHostException e) {
      // Then it cannot be bound either, which is told better there.
      return true;
    }
  }

  private static QoSHandler inFlight(int maxRequests) {
    QoSHandler handler = new QoSHandler();
    handler.setMaxRequestCount(maxRequests);
    // Who is refused at once can go elsewhere; a queue would only hide that there are too many.
    handler.setMaxSuspendedRequestCount(0);
    // A service that is busy is alive: nobody shall restart it.
    handler.excludePath("/health/*");
    return handler;
  }

  private static CrossOriginHandler crossOrigin(CorsConfig cors) {
    CrossOriginHandler handler = new CrossOriginHandler();
    handler.setAllowedOriginPatterns(
        cors.origins().stream().map(Pattern::quote).collect(Collectors.toSet()));
    handler.setAllowCredentials(false);
    handler.setAllowedMethods(CORS_METHODS);
    handler.setAllowedHeaders(CORS_REQUEST_HEADERS);
    handler.setExposedHeaders(CORS_ANSWER_HEADERS);
    handler.setPreflightMaxAge(PREFLIGHT_MAX_AGE);
    return handler;
  }
}

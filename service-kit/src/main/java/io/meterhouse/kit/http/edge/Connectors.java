package io.meterhouse.kit.http.edge;

import io.meterhouse.kit.config.HttpConfig;
import io.meterhouse.kit.config.HttpLimits;
import org.eclipse.jetty.http.HttpCompliance;
import org.eclipse.jetty.http.UriCompliance;
import org.eclipse.jetty.server.ConnectionFactory;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.NetworkConnectionLimit;
import org.eclipse.jetty.server.SecureRequestCustomizer;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.server.SslConnectionFactory;
import org.jspecify.annotations.Nullable;

/** The one door: plain HTTP/1.1, or the same within TLS; what is not strictly HTTP is refused. */
public final class Connectors {

  private Connectors() {}

  /** A connector of that server, not started. */
  public static ServerConnector connector(
      Server server, HttpConfiguration http, HttpConfig config, @Nullable TlsContext tls) {
    HttpLimits limits = config.edge().limits();
    strict(http, limits);
    HttpConnectionFactory plain = new HttpConnectionFactory(http);
    ServerConnector connector = new ServerConnector(server, factories(plain, http, tls));
    connector.setHost(config.host());
    connector.setPort(config.port());
    connector.setIdleTimeout(limits.idleTimeout().toMillis());
    HeadDeadline headDeadline = new HeadDeadline(connector.getScheduler(), limits.headTimeout());
    connector.addBean(headDeadline, true);
    // Of the server, since a connector that stops cannot let go of what it holds itself.
    server.addBean(new NetworkConnectionLimit(limits.maxConnections(), connector), true);
    return connector;
  }

  private static void strict(HttpConfiguration http, HttpLimits limits) {
    http.setSendServerVersion(false);
    http.setSendXPoweredBy(false);
    http.setRequestHeaderSize(limits.maxHeadBytes());
    // Of one meaning only: no folded or bare-LF lines, no length beside chunks, no second host; no
    // encoded slash, dot or NUL in a path.
    http.setHttpCompliance(HttpCompliance.STRICT);
    http.setUriCompliance(UriCompliance.RFC3986);
  }

  private static ConnectionFactory[] factories(
      HttpConnectionFactory plain, HttpConfiguration http, @Nullable TlsContext tls) {
    if (tls == null) {
      return new ConnectionFactory[] {plain};
    }
    SecureRequestCustomizer secure = new SecureRequestCustomizer();
    secure.setSniHostCheck(false);
    http.addCustomizer(secure);
    return new ConnectionFactory[] {
      new SslConnectionFactory(tls.factory(), plain.getProtocol()), plain
    };
  }
}

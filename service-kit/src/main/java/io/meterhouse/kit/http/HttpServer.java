package io.meterhouse.kit.http;

import io.javalin.Javalin;
import io.javalin.compression.CompressionStrategy;
import io.javalin.config.JavalinConfig;
import io.javalin.http.Context;
import io.javalin.util.JavalinBindException;
import io.meterhouse.kit.access.Authenticator;
import io.meterhouse.kit.config.HttpConfig;
import io.meterhouse.kit.config.RateLimitConfig;
import io.meterhouse.kit.config.TlsConfig;
import io.meterhouse.kit.http.edge.Connectors;
import io.meterhouse.kit.http.edge.Edge;
import io.meterhouse.kit.http.edge.TlsContext;
import io.meterhouse.kit.lifecycle.Parts;
import io.meterhouse.kit.lifecycle.StartupException;
import io.meterhouse.kit.telemetry.Telemetry;
import java.net.BindException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.handler.GracefulHandler;
import org.jspecify.annotations.Nullable;

/** One listening HTTP server; every request runs on a virtual thread of its own. */
public final class HttpServer implements AutoCloseable {

  private static final Duration IDLE_CONNECTION_GRACE = Duration.ofMillis(100);

  private final Javalin javalin;
  private final HttpConfig config;
  private final Parts parts;

  private HttpServer(Javalin javalin, HttpConfig config, Parts parts) {
    this.javalin = javalin;
    this.config = config;
    this.parts = parts;
  }

  /**
   * Listens; returns when requests are taken.
   *
   * @throws StartupException when the port is in use or the host is not ours
   */
  public static HttpServer start(
      HttpConfig config,
      Authenticator authenticator,
      List<? extends RouteGroup> groups,
      InstantSource clock) {
    Parts parts = new Parts();
    Telemetry unheard = parts.add(Telemetry.local());
    return start(config, authenticator, groups, clock, unheard, parts);
  }

  /** As the other, telling of its requests. */
  public static HttpServer start(
      HttpConfig config,
      Authenticator authenticator,
      List<? extends RouteGroup> groups,
      InstantSource clock,
      Telemetry telemetry) {
    return start(config, authenticator, groups, clock, telemetry, new Parts());
  }

  private static HttpServer start(
      HttpConfig config,
      Authenticator authenticator,
      List<? extends RouteGroup> groups,
      InstantSource clock,
      Telemetry telemetry,
      Parts parts) {
    try {
      Edge.checkExposure(config);
      return listen(config, authenticator, groups, clock, telemetry, parts);
    } catch (RuntimeException e) {
      parts.close();
      throw e;
    }
  }

  private static HttpServer listen(
      HttpConfig config,
      Authenticator authenticator,
      List<? extends RouteGroup> groups,
      InstantSource clock,
      Telemetry telemetry,
      Parts parts) {
    RateLimitConfig rateLimits = config.edge().rateLimits();
    Throttle throttle =
        new Throttle(rateLimits, parts.add(RateLimitStore.open(rateLimits, clock)), clock);
    TlsConfig tlsFiles = config.edge().tls();
    @Nullable TlsContext tls =
        tlsFiles == null ? null : parts.add(TlsContext.open(tlsFiles, clock));
    Guard guard = new Guard(authenticator);
    TraceIds traceIds = new TraceIds(clock);
    RequestMeters meters = new RequestMeters(telemetry);
    Javalin javalin =
        Javalin.create(
            javalinConfig -> {
              settings(javalinConfig, config);
              javalinConfig.jetty.modifyServer(
                  server -> {
                    modify(server, config, traceIds);
                    server.insertHandler(new RequestWatch(traceIds, telemetry, meters));
                  });
              javalinConfig.jetty.addConnector(
                  (server, http) -> Connectors.connector(server, http, config, tls));
              javalinConfig.routes.before(
                  ctx -> {
                    Exchange.begin(ctx, traceId(ctx, traceIds), config.maxBodyBytes());
                    throttle.attach(ctx);
                  });
              javalinConfig.routes.after(throttle::answered);
              Failures.register(javalinConfig);
              groups.forEach(
                  group -> group.register(new Routes(javalinConfig.routes, group, guard)));
            });
    try {
      javalin.start();
    } catch (JavalinBindException e) {
      throw cannotBind(config, e);
    } catch (RuntimeException e) {
      if (causedByBind(e)) {
        throw cannotBind(config, e);
      }
      throw e;
    }
    return new HttpServer(javalin, config, parts);
  }

  /** The port that is listened on, also where 0 was asked for. */
  public int port() {
    return javalin.port();
  }

  /** {@code http://host:port}, or https. */
  public String address() {
    return (config.edge().tls() == null ? "http://" : "https://") + config.host() + ":" + port();
  }

  /** What is not as it should be, although requests are answered; does not wait. */
  public List<String> notices() {
    return parts.problems();
  }

  /** Takes no new request, answers those it took, then stops listening. */
  @Override
  public void close() {
    javalin.stop();
    parts.close();
  }

  private static String traceId(Context ctx, TraceIds traceIds) {
    String given = RequestSeen.traceIdOf(ctx);
    return given == null ? traceIds.of(ctx.header(TraceIds.HEADER)) : given;
  }

  private static void settings(JavalinConfig javalin, HttpConfig config) {
    javalin.concurrency.useVirtualThreads = true;
    javalin.http.prefer405over404 = true;
    javalin.http.compressionStrategy = CompressionStrategy.GZIP;
    javalin.http.maxRequestSize = config.maxBodyBytes();
    javalin.startup.showJavalinBanner = false;
    javalin.startup.showOldJavalinVersionWarning = false;
    javalin.startup.startupWatcherEnabled = false;
    javalin.jsonMapper(new JavalinJson());
  }

  private static void modify(Server server, HttpConfig config, TraceIds traceIds) {
    server.setStopTimeout(config.shutdownTimeout().toMillis());
    GracefulHandler graceful = new GracefulHandler();
    // Connections that are merely kept alive do not hold up a stop.
    graceful.setShutdownIdleTimeout(IDLE_CONNECTION_GRACE.toMillis());
    Edge.insert(server, config.edge());
    server.insertHandler(graceful);
    server.setErrorHandler(new JettyErrors(traceIds));
  }

  private static boolean causedByBind(Throwable e) {
    for (@Nullable Throwable cause = e; cause != null; cause = cause.getCause()) {
      if (cause instanceof BindException || cause instanceof java.net.UnknownHostException) {
        return true;
      }
    }
    return false;
  }

  private static StartupException cannotBind(HttpConfig config, Exception cause) {
    return new StartupException(
        "cannot listen on "
            + config.host()
            + ":"
            + config.port()
            + ": the port is in use or the address is not this machine's. Stop what listens there, or"
            + " choose another port with --port or METERHOUSE_HTTP_PORT (0 takes a free one).",
        cause);
  }
}

package io.meterhouse.kit.lifecycle;

import io.meterhouse.kit.access.Authenticator;
import io.meterhouse.kit.catalog.CatalogAccess;
import io.meterhouse.kit.config.HttpConfig;
import io.meterhouse.kit.http.HealthRoutes;
import io.meterhouse.kit.http.HttpServer;
import io.meterhouse.kit.http.MetricsRoutes;
import io.meterhouse.kit.http.RouteGroup;
import io.meterhouse.kit.telemetry.Telemetry;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Starts modules in order and HTTP last, so that who reaches the port reaches a working service.
 */
public final class ServiceRunner {

  private static final Logger LOG = LoggerFactory.getLogger(ServiceRunner.class);

  private ServiceRunner() {}

  /**
   * Starts everything and returns.
   *
   * @throws StartupException what had been started before the failure is stopped again
   */
  public static RunningService start(
      HttpConfig config,
      Authenticator authenticator,
      List<? extends ServiceModule> modules,
      InstantSource clock) {
    return start(config, authenticator, modules, clock, Telemetry.local());
  }

  /** As the other; the telemetry is closed with the service. */
  public static RunningService start(
      HttpConfig config,
      Authenticator authenticator,
      List<? extends ServiceModule> modules,
      InstantSource clock,
      Telemetry telemetry) {
    Parts http = new Parts();
    List<ServiceModule> started = new ArrayList<>();
    try {
      for (ServiceModule module : modules) {
        started.add(module);
        module.start();
        LOG.info("{} started", module.name());
      }
      List<RouteGroup> routes = new ArrayList<>();
      AtomicReference<@Nullable HttpServer> listening = new AtomicReference<>();
      Supplier<List<String>> notices = () -> notices(listening.get(), started);
      HealthRoutes toOurselves = health(started, module -> module::problems, notices);
      HealthRoutes toAnybody = health(started, module -> module::publicProblems, notices);
      MetricsRoutes metrics = new MetricsRoutes(telemetry.metrics());
      routes.add(config.isLoopback() ? toOurselves : toAnybody);
      started.forEach(module -> routes.addAll(module.routes()));
      HttpConfig admin = config.admin(telemetry.config());
      if (admin != null) {
        // Health is there too; who asks is a scraper, so these requests are not counted with ours.
        HttpServer apart =
            http.add(
                HttpServer.start(
                    admin, _ -> Optional.empty(), List.of(toOurselves, metrics), clock));
        LOG.info("metrics at {}/metrics", apart.address());
      } else if (config.isLoopback()) {
        routes.add(metrics);
      }
      HttpServer server =
          http.add(HttpServer.start(config, authenticator, routes, clock, telemetry));
      listening.set(server);
      LOG.info("listening at {}", server.address());
      return new RunningService(started, http, server, telemetry);
    } catch (RuntimeException e) {
      new RunningService(started, http, null, telemetry).close();
      throw e;
    }
  }

  private static HealthRoutes health(
      List<ServiceModule> modules,
      Function<ServiceModule, Supplier<List<String>>> question,
      Supplier<List<String>> notices) {
    Map<String, Supplier<List<String>>> problems = new HashMap<>();
    modules.forEach(module -> problems.put(module.name(), question.apply(module)));
    return new HealthRoutes(problems, notices);
  }

  private static List<String> notices(@Nullable HttpServer http, List<ServiceModule> modules) {
    List<String> notices = new ArrayList<>(http == null ? List.of() : http.notices());
    modules.forEach(
        module -> module.notices().forEach(notice -> notices.add(module.name() + ": " + notice)));
    return notices;
  }

  /**
   * Starts everything and returns after SIGTERM or SIGINT has stopped it; for a {@code main}.
   *
   * @throws StartupException for the caller to print before it exits with 1
   */
  public static void run(
      HttpConfig config,
      CatalogAccess access,
      ServiceModule module,
      InstantSource clock,
      Telemetry telemetry) {
    RunningService service = start(config, access, List.of(access, module), clock, telemetry);
    untilStopped(service);
  }

  /** Returns when a signal, or somebody else, has stopped it. */
  static void untilStopped(RunningService service) {
    Runtime.getRuntime().addShutdownHook(new Thread(service::close, "shutdown"));
    try {
      service.awaitStopped();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      service.close();
    }
  }
}

package io.meterhouse.kit.lifecycle;

import io.meterhouse.kit.access.Authenticator;
import io.meterhouse.kit.catalog.CatalogAccess;
import io.meterhouse.kit.config.HttpConfig;
import io.meterhouse.kit.http.HealthRoutes;
import io.meterhouse.kit.http.HttpServer;
import io.meterhouse.kit.http.RouteGroup;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
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
    List<ServiceModule> started = new ArrayList<>();
    try {
      for (ServiceModule module : modules) {
        started.add(module);
        module.start();
        LOG.info("{} started", module.name());
      }
      List<RouteGroup> routes = new ArrayList<>();
      Map<String, Supplier<List<String>>> problems = new HashMap<>();
      started.forEach(module -> problems.put(module.name(), module::problems));
      AtomicReference<@Nullable HttpServer> listening = new AtomicReference<>();
      routes.add(new HealthRoutes(problems, () -> notices(listening.get())));
      started.forEach(module -> routes.addAll(module.routes()));
      HttpServer http = HttpServer.start(config, authenticator, routes, clock);
      listening.set(http);
      LOG.info("listening at {}", http.address());
      return new RunningService(started, http);
    } catch (RuntimeException e) {
      new RunningService(started, null).close();
      throw e;
    }
  }

  private static List<String> notices(@Nullable HttpServer http) {
    return http == null ? List.of() : http.notices();
  }

  /**
   * Starts everything and returns after SIGTERM or SIGINT has stopped it; for a {@code main}.
   *
   * @throws StartupException for the caller to print before it exits with 1
   */
  public static void run(
      HttpConfig config, CatalogAccess access, ServiceModule module, InstantSource clock) {
    RunningService service = start(config, access, List.of(access, module), clock);
    Runtime.getRuntime().addShutdownHook(new Thread(service::close, "shutdown"));
    try {
      service.awaitStopped();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      service.close();
    }
  }
}

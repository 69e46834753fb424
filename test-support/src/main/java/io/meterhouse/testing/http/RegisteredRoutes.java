package io.meterhouse.testing.http;

import io.javalin.Javalin;
import io.meterhouse.kit.http.Guard;
import io.meterhouse.kit.http.RouteGroup;
import io.meterhouse.kit.http.Routes;
import java.util.List;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;

/** Lists what route groups register. */
public final class RegisteredRoutes {

  private static final Guard NOBODY = new Guard(token -> Optional.empty());

  private RegisteredRoutes() {}

  /** As {@code GET /path}. */
  public static SortedSet<String> of(List<? extends RouteGroup> groups) {
    Javalin javalin =
        Javalin.create(
            config ->
                groups.forEach(
                    group -> group.register(new Routes(config.routes, group.family(), NOBODY))));
    SortedSet<String> routes = new TreeSet<>();
    javalin
        .unsafe
        .internalRouter
        .allHttpHandlers()
        .forEach(parsed -> routes.add(parsed.endpoint.method + " " + parsed.endpoint.path));
    return routes;
  }
}

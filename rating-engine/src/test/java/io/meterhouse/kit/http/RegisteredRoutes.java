package io.meterhouse.kit.http;

import io.javalin.Javalin;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;

/** Lists what route groups register; in this package because only it can make {@link Routes}. */
public final class RegisteredRoutes {

  private RegisteredRoutes() {}

  /** As {@code GET /path}. */
  public static SortedSet<String> of(List<? extends RouteGroup> groups) {
    Javalin javalin =
        Javalin.create(
            config ->
                groups.forEach(group -> group.register(new Routes(config.routes, group.family()))));
    SortedSet<String> routes = new TreeSet<>();
    javalin
        .unsafe
        .internalRouter
        .allHttpHandlers()
        .forEach(parsed -> routes.add(parsed.endpoint.method + " " + parsed.endpoint.path));
    return routes;
  }
}

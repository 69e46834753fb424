package io.meterhouse.testing.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.javalin.Javalin;
import io.meterhouse.kit.http.Guard;
import io.meterhouse.kit.http.Route;
import io.meterhouse.kit.http.RouteGroup;
import io.meterhouse.kit.http.Routes;
import io.meterhouse.kit.http.error.ErrorFamily;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;

/** Lists what route groups register. */
public final class RegisteredRoutes {

  private static final Guard NOBODY = new Guard(token -> Optional.empty());

  private RegisteredRoutes() {}

  /** As {@code GET /path}; fails where a path is not of the family of its group. */
  public static SortedSet<String> of(List<? extends RouteGroup> groups) {
    SortedSet<String> routes = new TreeSet<>();
    table(groups).forEach(route -> routes.add(route.toString()));
    return routes;
  }

  /** With who may use them. */
  public static List<Route> table(List<? extends RouteGroup> groups) {
    List<Route> table = new ArrayList<>();
    Javalin.create(
        config -> {
          for (RouteGroup group : groups) {
            Routes routes = new Routes(config.routes, group, NOBODY);
            group.register(routes);
            // Errors before a route is known are shown in the family that its path tells.
            for (Route route : routes.added()) {
              assertThat(ErrorFamily.ofPath(route.path()))
                  .as("%s", route)
                  .isEqualTo(group.family());
            }
            table.addAll(routes.added());
          }
        });
    return table;
  }
}

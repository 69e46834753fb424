package io.meterhouse.kit.lifecycle;

import io.meterhouse.kit.http.Answers;
import io.meterhouse.kit.http.ErrorFamily;
import io.meterhouse.kit.http.RouteGroup;
import io.meterhouse.kit.http.Routes;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/** {@code /health/live}: the process answers. {@code /health/ready}: every module can work. */
final class HealthRoutes implements RouteGroup {

  private final List<? extends ServiceModule> modules;

  HealthRoutes(List<? extends ServiceModule> modules) {
    this.modules = modules;
  }

  @Override
  public ErrorFamily family() {
    return ErrorFamily.OPERATIONS;
  }

  @Override
  public void register(Routes routes) {
    routes.get("/health/live", ctx -> Answers.json(ctx, 200, Map.of("status", "ok")));
    routes.get(
        "/health/ready",
        ctx -> {
          SortedMap<String, String> states = new TreeMap<>();
          modules.forEach(
              module -> states.put(module.name(), module.isReady() ? "ready" : "not ready"));
          boolean ready = !states.containsValue("not ready");
          if (!ready) {
            ctx.header("Retry-After", "1");
          }
          Answers.json(
              ctx,
              ready ? 200 : 503,
              Map.of("status", ready ? "ok" : "not ready", "modules", states));
        });
  }
}

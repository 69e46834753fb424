package io.meterhouse.kit.http;

import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.BooleanSupplier;

/** {@code /health/live}: the process answers. {@code /health/ready}: every module can work. */
public final class HealthRoutes implements RouteGroup {

  private final Map<String, BooleanSupplier> readiness;

  /** Of modules by name. */
  public HealthRoutes(Map<String, BooleanSupplier> readiness) {
    this.readiness = Map.copyOf(readiness);
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
          readiness.forEach(
              (name, isReady) -> states.put(name, isReady.getAsBoolean() ? "ready" : "not ready"));
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

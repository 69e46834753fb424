package io.meterhouse.query.http;

import io.meterhouse.kit.http.Answers;
import io.meterhouse.kit.http.ErrorFamily;
import io.meterhouse.kit.http.RouteGroup;
import io.meterhouse.kit.http.Routes;
import io.meterhouse.query.Health;
import java.util.function.Supplier;

/** Seed 003's health of the service; liveness and readiness of the process are elsewhere. */
public final class HealthRoutes implements RouteGroup {

  private final Supplier<Health> health;

  /** With a probe that asks the engines each time. */
  public HealthRoutes(Supplier<Health> health) {
    this.health = health;
  }

  @Override
  public ErrorFamily family() {
    return ErrorFamily.OPERATIONS;
  }

  @Override
  public void register(Routes routes) {
    routes.get(
        "/api/v1/health",
        ctx -> {
          Health now = health.get();
          Answers.json(ctx, now.isOk() ? 200 : 503, now);
        });
  }
}

package io.meterhouse.query.http;

import io.meterhouse.kit.http.Access;
import io.meterhouse.kit.http.Answers;
import io.meterhouse.kit.http.RouteGroup;
import io.meterhouse.kit.http.Routes;
import io.meterhouse.query.Health;
import java.util.function.Supplier;

/**
 * The commercial operations API's health of the service; liveness and readiness of the process are
 * elsewhere.
 *
 * @param health may be asked by anybody at any rate
 */
public record HealthRoutes(Supplier<Health> health) implements RouteGroup.Operations {

  @Override
  public void register(Routes routes) {
    routes.get(
        "/api/v1/health",
        Access.OPEN,
        ctx -> {
          Health now = health.get();
          Answers.json(ctx, now.isOk() ? 200 : 503, now);
        });
  }
}

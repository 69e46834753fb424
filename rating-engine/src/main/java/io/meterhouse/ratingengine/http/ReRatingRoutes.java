package io.meterhouse.ratingengine.http;

import io.javalin.http.Context;
import io.meterhouse.kit.access.Scope;
import io.meterhouse.kit.http.Access;
import io.meterhouse.kit.http.Answers;
import io.meterhouse.kit.http.RouteGroup;
import io.meterhouse.kit.http.Routes;
import io.meterhouse.ratingengine.continuous.RatingRequests;

/** How far rating again has come after a price or a meter has changed. */
public record ReRatingRoutes(RatingRequests requests) implements RouteGroup.Pricing {

  private static final int MAX_SHOWN = 1_000;

  @Override
  public void register(Routes routes) {
    routes.get("/api/v1/pricing/re-ratings", Access.requires(Scope.PRICING_READ), this::list);
  }

  private void list(Context ctx) {
    Answers.json(ctx, 200, requests.recent(Requests.tenant(ctx), MAX_SHOWN));
  }
}

package io.meterhouse.query.http;

import io.javalin.http.Context;
import io.meterhouse.kit.http.Access;
import io.meterhouse.kit.http.Answers;
import io.meterhouse.kit.http.RouteGroup;
import io.meterhouse.kit.http.Routes;
import io.meterhouse.kit.http.error.ApiException;
import io.meterhouse.kit.openapi.ApiDescription;
import io.meterhouse.kit.openapi.ReferencePage;

/** Serves the contract: whole and by family for programs, and as a page for people. */
public final class OpenApiRoutes implements RouteGroup.Operations {

  private final ApiDescription description = ApiDescription.read();
  private final ReferencePage page = ReferencePage.of(description.whole());

  @Override
  public void register(Routes routes) {
    routes
        .get(
            "/api/v1/openapi.json", Access.OPEN, ctx -> Answers.json(ctx, 200, description.whole()))
        .get("/api/v1/openapi/{family}.json", Access.OPEN, this::family)
        .get("/api/v1/reference", Access.OPEN, this::reference);
  }

  private void family(Context ctx) {
    String name = ctx.pathParam("family");
    Answers.json(
        ctx,
        200,
        description
            .family(name)
            .orElseThrow(
                () ->
                    ApiException.notFound(
                        "there is no such family of routes (expected: one of "
                            + String.join(", ", description.names())
                            + ")")));
  }

  private void reference(Context ctx) {
    ctx.header("Content-Security-Policy", page.securityPolicy())
        .contentType("text/html;charset=utf-8")
        .result(page.html());
  }
}

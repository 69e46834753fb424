package io.meterhouse.kit.http;

import com.fasterxml.jackson.core.JsonProcessingException;
import io.javalin.http.Context;
import io.meterhouse.kit.http.error.ApiException;
import java.io.UncheckedIOException;

/** Writes JSON answers in the casing of the route's family. */
public final class Answers {

  private static final String JSON = "application/json";

  private Answers() {}

  /** Answers with {@code body} as JSON: a record, map or list. */
  public static void json(Context ctx, int status, Object body) {
    try {
      ctx.status(status)
          .contentType(JSON)
          .result(Json.of(Exchange.family(ctx)).writeValueAsBytes(body));
    } catch (JsonProcessingException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Answers with no body. */
  public static void noContent(Context ctx) {
    ctx.status(204);
  }

  static void error(Context ctx, ApiException problem) {
    RequestSeen.refused(ctx, problem.code());
    problem.headers().forEach(ctx::header);
    json(ctx, problem.status(), Exchange.family(ctx).envelope(problem, Exchange.traceId(ctx)));
  }
}

package io.meterhouse.kit.http;

import io.javalin.config.JavalinConfig;
import io.javalin.http.Context;
import io.javalin.http.HttpResponseException;
import io.javalin.http.MethodNotAllowedResponse;
import io.meterhouse.kit.http.error.ApiError;
import io.meterhouse.kit.http.error.ApiException;
import io.meterhouse.kit.outage.DatabaseOutage;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.eclipse.jetty.io.EofException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The request boundary: turns whatever a handler threw into its family's error. */
final class Failures {

  private static final Logger LOG = LoggerFactory.getLogger(Failures.class);

  private static final Duration RETRY_AFTER = Duration.ofSeconds(5);

  private Failures() {}

  static void register(JavalinConfig config) {
    config.routes.exception(ApiException.class, (e, ctx) -> Answers.error(ctx, e));
    config.routes.exception(HttpResponseException.class, Failures::fromJavalin);
    config.routes.exception(EofException.class, Failures::clientLeft);
    config.routes.exception(Bodies.SlowBodyException.class, Failures::tooSlow);
    config.routes.exception(UncheckedIOException.class, Failures::unchecked);
    config.routes.exception(Exception.class, (e, ctx) -> unexpected(ctx, e));
    // StackOverflowError and the like: the thread is sound, the request is not.
    config.router.javaLangErrorHandler(
        (response, error) -> {
          LOG.error("request failed", error);
          response.setStatus(500);
        });
  }

  private static void unexpected(Context ctx, Exception e) {
    if (DatabaseOutage.causes(e)) {
      LOG.warn("{} {}: the database is away ({})", ctx.method(), ctx.path(), e.getMessage());
      Answers.error(ctx, ApiException.unavailable("the database is away", RETRY_AFTER));
      return;
    }
    LOG.error(
        "{} {} failed, answered 500 as {}", ctx.method(), ctx.path(), Exchange.traceId(ctx), e);
    Answers.error(ctx, internal());
  }

  static ApiException internal() {
    return new ApiException(
        ApiError.INTERNAL, "an unexpected error; its trace id is in our log", List.of());
  }

  /** Whoever checks a signature reads the body where nothing checked may be thrown. */
  private static void unchecked(UncheckedIOException e, Context ctx) {
    if (e.getCause() instanceof EofException left) {
      clientLeft(left, ctx);
    } else if (e.getCause() instanceof Bodies.SlowBodyException slow) {
      tooSlow(slow, ctx);
    } else {
      unexpected(ctx, e);
    }
  }

  private static void clientLeft(EofException e, Context ctx) {
    LOG.debug("{} {}: the client left before its body ended", ctx.method(), ctx.path(), e);
    Answers.error(ctx, ApiException.invalid("the body ended before its declared length"));
  }

  private static void tooSlow(Bodies.SlowBodyException e, Context ctx) {
    LOG.debug("{} {}: the body was cut off", ctx.method(), ctx.path(), e);
    Answers.error(ctx, ApiException.invalid("the body did not come to its end in time"));
  }

  private static void fromJavalin(HttpResponseException e, Context ctx) {
    if (e instanceof MethodNotAllowedResponse) {
      String allowed = e.getDetails().getOrDefault("availableMethods", "");
      Answers.error(
          ctx,
          new ApiException(
              ApiError.METHOD_NOT_ALLOWED,
              ctx.method().name() + " " + ctx.path() + " (expected: " + allowed + ")",
              List.of(),
              allowed.isEmpty() ? Map.of() : Map.of("Allow", allowed)));
      return;
    }
    Answers.error(ctx, ofStatus(e.getStatus(), ctx.method().name() + " " + ctx.path()));
  }

  /** An error that the HTTP layer decided on before any handler of ours. */
  static ApiException ofStatus(int status, String what) {
    return switch (status) {
      case 404 -> ApiException.notFound("no such path: " + what);
      case 413 -> ApiException.tooLarge("the request is too large");
      case 414 -> new ApiException(ApiError.URI_TOO_LONG, "the URI is too long", List.of());
      case 431 ->
          new ApiException(
              ApiError.HEADERS_TOO_LARGE, "the request headers are too long", List.of());
      case 503 -> ApiException.unavailable("the server is busy or shutting down", RETRY_AFTER);
      default -> status >= 500 ? internal() : ApiException.invalid("the request is not valid HTTP");
    };
  }
}

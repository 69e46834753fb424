package io.meterhouse.kit.http;

import io.javalin.http.Context;
import io.meterhouse.kit.access.Caller;
import io.meterhouse.kit.http.error.ErrorCode;
import io.meterhouse.kit.telemetry.LogContext;
import io.meterhouse.kit.telemetry.Tracing;
import org.eclipse.jetty.server.Request;
import org.jspecify.annotations.Nullable;

/** What becomes known of one request on its way: read when it is over, maybe by another thread. */
final class RequestSeen {

  /** Stands for the route where none matched: the path is the client's, and has no bound. */
  static final String NO_ROUTE = "none";

  private static final String ATTRIBUTE = "meterhouse.seen";

  private final String traceId;
  private final String method;
  private final Tracing.RequestSpan span;
  private final long beganNanos = System.nanoTime();
  private volatile String route = NO_ROUTE;
  private volatile @Nullable ErrorCode refusal;
  private volatile @Nullable Caller caller;

  RequestSeen(String traceId, String method, Tracing.RequestSpan span) {
    this.traceId = traceId;
    this.method = method;
    this.span = span;
  }

  static void attach(Request request, RequestSeen seen) {
    request.setAttribute(ATTRIBUTE, seen);
  }

  /** Null for a request that no {@link RequestWatch} saw. */
  static @Nullable RequestSeen of(Request request) {
    return request.getAttribute(ATTRIBUTE) instanceof RequestSeen seen ? seen : null;
  }

  private static @Nullable RequestSeen of(Context ctx) {
    return ctx.req().getAttribute(ATTRIBUTE) instanceof RequestSeen seen ? seen : null;
  }

  /** The id that was given to the request when it came; null where nobody did. */
  static @Nullable String traceIdOf(Context ctx) {
    RequestSeen seen = of(ctx);
    return seen == null ? null : seen.traceId;
  }

  /** The template of the route that takes the request. */
  static void matched(Context ctx, String template) {
    RequestSeen seen = of(ctx);
    if (seen != null) {
      seen.route = template;
    }
  }

  /** The request is answered with an error of that code. */
  static void refused(Context ctx, ErrorCode code) {
    RequestSeen seen = of(ctx);
    if (seen != null) {
      seen.refusal = code;
    }
  }

  /** Who sent it; every line of the log that is about it says so from now on. */
  static void admitted(Context ctx, Caller caller) {
    RequestSeen seen = of(ctx);
    if (seen != null) {
      seen.caller = caller;
      seen.putCaller();
    }
  }

  /** Lines of the log of this thread belong to the request until {@link LogContext#clear()}. */
  void putInLog() {
    LogContext.clear();
    LogContext.put(LogContext.TRACE_ID, traceId);
    LogContext.put(LogContext.OTEL_TRACE_ID, span.traceId());
    putCaller();
  }

  private void putCaller() {
    Caller known = caller;
    if (known != null) {
      LogContext.put(LogContext.CALLER, known.id());
      LogContext.put(LogContext.TENANT, known.tenant() == null ? null : known.tenant().value());
    }
  }

  String traceId() {
    return traceId;
  }

  String method() {
    return method;
  }

  String route() {
    return route;
  }

  Tracing.RequestSpan span() {
    return span;
  }

  long beganNanos() {
    return beganNanos;
  }

  @Nullable ErrorCode refusal() {
    return refusal;
  }

  @Nullable String tenant() {
    Caller known = caller;
    return known == null || known.tenant() == null ? null : known.tenant().value();
  }
}

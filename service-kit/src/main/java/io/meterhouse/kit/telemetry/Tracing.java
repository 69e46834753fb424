package io.meterhouse.kit.telemetry;

import io.opentelemetry.api.OpenTelemetry;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanBuilder;
import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.api.trace.propagation.W3CTraceContextPropagator;
import io.opentelemetry.context.Context;
import io.opentelemetry.context.Scope;
import io.opentelemetry.context.propagation.TextMapGetter;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Spans of OpenTelemetry, as few as say where the time went: one a request, one a batch, none an
 * event. Where tracing is off, nothing is made and nothing is passed on. Thread-safe.
 */
public final class Tracing {

  /** The header of HTTP and of Kafka records that carries a trace on (W3C Trace Context). */
  public static final String TRACEPARENT = "traceparent";

  /** Traces that one batch points to; more would make a span larger than what it tells. */
  public static final int MAX_LINKS = 32;

  private static final W3CTraceContextPropagator W3C = W3CTraceContextPropagator.getInstance();
  private static final TextMapGetter<Map<String, String>> GETTER = new MapGetter();
  private static final AttributeKey<String> METHOD = AttributeKey.stringKey("http.request.method");
  private static final AttributeKey<String> ROUTE = AttributeKey.stringKey("http.route");
  private static final AttributeKey<Long> STATUS =
      AttributeKey.longKey("http.response.status_code");
  private static final AttributeKey<Long> ITEMS = AttributeKey.longKey("meterhouse.batch.items");

  private final Tracer tracer;

  /** Spans go to that implementation. */
  public Tracing(OpenTelemetry implementation) {
    this.tracer = implementation.getTracer("io.meterhouse");
  }

  /** Makes no span, and passes on the trace of a client that sent one. */
  public static Tracing off() {
    return new Tracing(OpenTelemetry.noop());
  }

  /**
   * Begins the span of a request on this thread.
   *
   * @param traceparent as the client sent it; one that is not valid begins a new trace
   */
  // Closed by detach(), when the handlers have returned.
  @SuppressWarnings("MustBeClosedChecker")
  public RequestSpan request(String method, @Nullable String traceparent) {
    Span span =
        tracer
            .spanBuilder(method)
            // Also where no span leaves: what the client sent is passed on then.
            .setParent(parent(traceparent))
            .setSpanKind(SpanKind.SERVER)
            .setAttribute(METHOD, method)
            .startSpan();
    return new RequestSpan(span, method, span.makeCurrent());
  }

  /** Begins the span of work over many items, which points to the traces that they came with. */
  // Closed with the work.
  @SuppressWarnings("MustBeClosedChecker")
  public Work batch(String name, int items, Collection<String> traceparents) {
    SpanBuilder builder =
        tracer
            .spanBuilder(name)
            .setNoParent()
            .setSpanKind(SpanKind.CONSUMER)
            .setAttribute(ITEMS, (long) items);
    traceparents.stream()
        .distinct()
        .limit(MAX_LINKS)
        .map(traceparent -> Span.fromContext(parent(traceparent)).getSpanContext())
        .filter(SpanContext::isValid)
        .forEach(builder::addLink);
    Span span = builder.startSpan();
    return new Work(span, span.makeCurrent());
  }

  /** What carries the trace of this thread on; null: there is none. */
  public static @Nullable String currentTraceparent() {
    if (!Span.current().getSpanContext().isValid()) {
      return null;
    }
    Map<String, String> headers = new HashMap<>();
    W3C.inject(
        Context.current(),
        headers,
        (carrier, key, value) -> {
          if (carrier != null) {
            carrier.put(key, value);
          }
        });
    return headers.get(TRACEPARENT);
  }

  private static Context parent(@Nullable String traceparent) {
    return traceparent == null
        ? Context.root()
        : W3C.extract(Context.root(), Map.of(TRACEPARENT, traceparent), GETTER);
  }

  /** The span of one request; detached by the thread that began it, ended by any. */
  public static final class RequestSpan {

    private final Span span;
    private final String method;
    private final Scope scope;

    private RequestSpan(Span span, String method, Scope scope) {
      this.span = span;
      this.method = method;
      this.scope = scope;
    }

    /** Of the trace; null where there is none. */
    public @Nullable String traceId() {
      SpanContext context = span.getSpanContext();
      return context.isValid() ? context.getTraceId() : null;
    }

    /** The thread that began it is done with it. */
    public void detach() {
      scope.close();
    }

    /** Ends it under the name of its route. */
    public void end(String route, int status) {
      span.updateName(method + " " + route);
      span.setAttribute(ROUTE, route);
      span.setAttribute(STATUS, (long) status);
      if (status >= 500) {
        span.setStatus(StatusCode.ERROR);
      }
      span.end();
    }
  }

  /** The span of one piece of work; ended by closing it, on the thread that began it. */
  public static final class Work implements AutoCloseable {

    private final Span span;
    private final Scope scope;

    private Work(Span span, Scope scope) {
      this.span = span;
      this.scope = scope;
    }

    /** There was nothing to do: it is as if it had not been begun. */
    public void discard() {
      scope.close();
    }

    /** Notes that it failed; what with is in the log. */
    public void failed() {
      span.setStatus(StatusCode.ERROR);
    }

    @Override
    public void close() {
      scope.close();
      span.end();
    }
  }

  private static final class MapGetter implements TextMapGetter<Map<String, String>> {

    @Override
    public Iterable<String> keys(Map<String, String> carrier) {
      return carrier.keySet();
    }

    @Override
    public @Nullable String get(@Nullable Map<String, String> carrier, String key) {
      return carrier == null ? null : carrier.get(key);
    }
  }
}

package io.meterhouse.kit.http;

import io.javalin.http.Context;
import io.meterhouse.kit.http.error.ErrorFamily;
import org.jspecify.annotations.Nullable;

/** What travels with one request: its trace id, its family and the body limit in force. */
public final class Exchange {

  private static final String TRACE_ID = "meterhouse.traceId";
  private static final String FAMILY = "meterhouse.family";
  private static final String MAX_BODY_BYTES = "meterhouse.maxBodyBytes";

  private Exchange() {}

  /** The id that the answer's {@code X-Request-Id} carries. */
  public static String traceId(Context ctx) {
    String id = ctx.attribute(TRACE_ID);
    return id == null ? "req-unknown" : id;
  }

  /** The conventions of the route, or of the path where no route matched. */
  public static ErrorFamily family(Context ctx) {
    @Nullable ErrorFamily family = ctx.attribute(FAMILY);
    return family == null ? ErrorFamily.ofPath(ctx.path()) : family;
  }

  /** Largest body that this server reads, inflated. */
  public static int maxBodyBytes(Context ctx) {
    @Nullable Integer limit = ctx.attribute(MAX_BODY_BYTES);
    if (limit == null) {
      throw new IllegalStateException("not a request of HttpServer");
    }
    return limit;
  }

  static void begin(Context ctx, String traceId, int maxBodyBytes) {
    ctx.attribute(TRACE_ID, traceId);
    ctx.attribute(MAX_BODY_BYTES, maxBodyBytes);
    ctx.header(TraceIds.HEADER, traceId);
  }

  static void setFamily(Context ctx, ErrorFamily family) {
    ctx.attribute(FAMILY, family);
  }
}

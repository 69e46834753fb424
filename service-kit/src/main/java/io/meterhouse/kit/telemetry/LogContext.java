package io.meterhouse.kit.telemetry;

import org.jspecify.annotations.Nullable;
import org.slf4j.MDC;

/** What the lines of one request have in common: fields of each while the request is worked on. */
public final class LogContext {

  public static final String TRACE_ID = "trace_id";
  public static final String OTEL_TRACE_ID = "otel_trace_id";
  public static final String CALLER = "caller";
  public static final String TENANT = "tenant";

  private LogContext() {}

  /** Lines of this thread have the field from now on; null: they have it no more. */
  public static void put(String key, @Nullable String value) {
    if (value == null) {
      MDC.remove(key);
    } else {
      MDC.put(key, value);
    }
  }

  /** Lines of this thread have no such field. */
  public static void clear() {
    MDC.clear();
  }
}

package io.meterhouse.kit.kafka;

import io.meterhouse.kit.telemetry.Tracing;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeader;
import org.jspecify.annotations.Nullable;

/** The header of a record that says which trace it belongs to. */
public final class TraceHeaders {

  /** Longer is none of ours: a traceparent of today has 55 characters. */
  private static final int MAX_BYTES = 128;

  private TraceHeaders() {}

  /** For records of the request that this thread works on; empty where there is no trace. */
  public static List<Header> current() {
    return of(Tracing.currentTraceparent());
  }

  /** For records of that trace. */
  public static List<Header> of(@Nullable String traceparent) {
    return traceparent == null
        ? List.of()
        : List.of(
            new RecordHeader(Tracing.TRACEPARENT, traceparent.getBytes(StandardCharsets.US_ASCII)));
  }

  /** What a record says, not checked; null where it says nothing. */
  public static @Nullable String read(Headers headers) {
    Header header = headers.lastHeader(Tracing.TRACEPARENT);
    return header == null || header.value() == null || header.value().length > MAX_BYTES
        ? null
        : new String(header.value(), StandardCharsets.US_ASCII);
  }
}

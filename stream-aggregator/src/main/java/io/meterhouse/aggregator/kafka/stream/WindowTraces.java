package io.meterhouse.aggregator.kafka.stream;

import io.meterhouse.kit.kafka.TraceHeaders;
import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.utils.Bytes;
import org.jspecify.annotations.Nullable;

/**
 * The trace of the latest event in each window that is to be sent on. In memory alone: what a crash
 * takes is a link between traces and no figure. As large as what pends, which is bounded.
 */
final class WindowTraces {

  private final Map<Bytes, String> latest = new HashMap<>();

  void changed(byte[] windowKey, String traceparent) {
    latest.put(Bytes.wrap(windowKey), traceparent);
  }

  /** Headers for the record of that window, once. */
  Headers take(byte[] windowKey) {
    @Nullable String traceparent = latest.isEmpty() ? null : latest.remove(Bytes.wrap(windowKey));
    return new RecordHeaders(TraceHeaders.of(traceparent));
  }
}

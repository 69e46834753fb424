package io.meterhouse.aggregator.sink;

import com.google.protobuf.ByteString;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A record of a topic as a sink sees it.
 *
 * @param key empty: it has none
 * @param traceparent of the request that it came with, as it was sent; null: it has none
 */
public record SinkRecord(
    int partition,
    long offset,
    Instant timestamp,
    ByteString key,
    ByteString value,
    @Nullable String traceparent) {

  /** Of key and value. */
  public int bytes() {
    return key.size() + value.size();
  }
}

package io.meterhouse.aggregator;

import com.google.protobuf.ByteString;
import java.time.Instant;

/** A record of a topic as a sink sees it. */
public record SinkRecord(int partition, long offset, Instant timestamp, ByteString value) {}

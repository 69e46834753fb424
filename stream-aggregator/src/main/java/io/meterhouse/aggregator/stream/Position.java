package io.meterhouse.aggregator.stream;

import io.meterhouse.schemas.usage.v1.AcceptedPosition;
import java.time.Instant;

/**
 * Where and when the brokers took a record of usage.accepted.
 *
 * @param acceptedAt the record time that the broker stamped, or that of an earlier record of the
 *     partition where the brokers' clocks went back; whole milliseconds
 */
public record Position(int partition, long offset, Instant acceptedAt) {

  public AcceptedPosition toWire() {
    return AcceptedPosition.newBuilder()
        .setPartition(partition)
        .setOffset(offset)
        .setAcceptedAtMillis(acceptedAt.toEpochMilli())
        .build();
  }
}

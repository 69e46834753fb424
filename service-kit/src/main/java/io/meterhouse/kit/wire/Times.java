package io.meterhouse.kit.wire;

import io.meterhouse.schemas.usage.v1.Timestamp;
import java.time.Instant;

/** Instants on the wire, to the nanosecond. */
public final class Times {

  private Times() {}

  /** The wire form. */
  public static Timestamp toWire(Instant instant) {
    return Timestamp.newBuilder()
        .setEpochSeconds(instant.getEpochSecond())
        .setNanos(instant.getNano())
        .build();
  }

  /** The instant. */
  public static Instant fromWire(Timestamp wire) {
    return Instant.ofEpochSecond(wire.getEpochSeconds(), wire.getNanos());
  }
}

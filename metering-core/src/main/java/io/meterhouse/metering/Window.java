package io.meterhouse.metering;

import java.time.Instant;

/** A half-open stretch of event time, {@code [start, end)}, aligned to UTC. */
public record Window(Instant start, WindowSize size) {

  public Window {
    if (start.getNano() != 0 || Math.floorMod(start.getEpochSecond(), size.seconds()) != 0) {
      throw new IllegalArgumentException(
          "window start: " + start + " (expected: the start of a UTC " + size + ")");
    }
  }

  public static Window containing(Instant time, WindowSize size) {
    long second = time.getEpochSecond();
    return new Window(Instant.ofEpochSecond(second - Math.floorMod(second, size.seconds())), size);
  }

  public Instant end() {
    return start.plusSeconds(size.seconds());
  }
}

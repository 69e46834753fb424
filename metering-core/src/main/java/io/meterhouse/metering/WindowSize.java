package io.meterhouse.metering;

/** A meter's own window; windows are aligned to UTC. */
public enum WindowSize {
  MINUTE(60),
  HOUR(3_600),
  DAY(86_400);

  private final long seconds;

  WindowSize(long seconds) {
    this.seconds = seconds;
  }

  public long seconds() {
    return seconds;
  }

  /**
   * @throws IllegalArgumentException naming the value and what was expected
   */
  public static WindowSize ofSeconds(long seconds) {
    for (WindowSize size : values()) {
      if (size.seconds == seconds) {
        return size;
      }
    }
    throw new IllegalArgumentException(
        "window seconds: " + seconds + " (expected: 60, 3600 or 86400)");
  }
}

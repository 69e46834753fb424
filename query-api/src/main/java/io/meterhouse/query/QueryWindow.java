package io.meterhouse.query;

/** Windows that an answer can have; from a day on they begin at a midnight of a time zone. */
public enum QueryWindow {
  MINUTE(60),
  HOUR(3_600),
  DAY(86_400),
  WEEK(7 * 86_400),
  MONTH(28 * 86_400);

  private final long shortestSeconds;

  QueryWindow(long shortestSeconds) {
    this.shortestSeconds = shortestSeconds;
  }

  /** Not counting days that are short because the clocks go forward. */
  long shortestSeconds() {
    return shortestSeconds;
  }
}

package io.meterhouse.metering;

/** How the values of a window become one figure. */
public enum Aggregation {
  COUNT(true),
  SUM(true),
  MIN(true),
  MAX(true),
  AVG(false),
  LATEST(true),
  UNIQUE_COUNT(false);

  private final boolean supported;

  Aggregation(boolean supported) {
    this.supported = supported;
  }

  /** Whether meters may use it yet; the name is reserved in any case. */
  public boolean isSupported() {
    return supported;
  }

  /** Whether an event must bring a value; the others count it as it is. */
  public boolean readsAValue() {
    return this != COUNT;
  }
}

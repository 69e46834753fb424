package io.meterhouse.metering;

/** How the values of a window become one figure. */
public enum Aggregation {
  COUNT,
  SUM,
  MIN,
  MAX,
  AVG,
  LATEST,
  /** How many values there are that differ; see {@link Member}. */
  UNIQUE_COUNT;

  /** Whether an event must bring a value; the others count it as it is. */
  public boolean readsAValue() {
    return this != COUNT;
  }
}

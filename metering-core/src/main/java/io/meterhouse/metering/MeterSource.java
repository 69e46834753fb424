package io.meterhouse.metering;

/** What a meter reads. */
public enum MeterSource {
  /** Immutable facts, folded. */
  EVENTS,
  /** Declared absolute values, one per subject and day, of which the last one holds. */
  SNAPSHOTS
}

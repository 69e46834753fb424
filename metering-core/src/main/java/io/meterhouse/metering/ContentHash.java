package io.meterhouse.metering;

/**
 * Tells a retry from a conflict: twins of one {@link Identity} must say the same. It covers type,
 * subject and the payload; event time is not part of it.
 */
public final class ContentHash extends Hash16 {

  private ContentHash(byte[] bytes) {
    super(bytes);
  }

  /** Of an event; an absent subject is the empty one. */
  public static ContentHash ofEvent(String type, String subject, byte[] data) {
    return new ContentHash(Hash16.of(Hash16.field(type), Hash16.field(subject), data));
  }

  /** Of a snapshot; the value counts, not how it was written. */
  public static ContentHash ofSnapshot(
      String subject, String metricCode, Quantity value, long usageEpochDay) {
    return new ContentHash(
        Hash16.of(
            Hash16.field(Meter.SNAPSHOT_TYPE),
            Hash16.field(subject),
            Hash16.field(metricCode),
            Hash16.field(value.toString()),
            Hash16.field(Long.toString(usageEpochDay))));
  }

  /**
   * @throws IllegalArgumentException if it is not 16 bytes
   */
  public static ContentHash ofBytes(byte[] bytes) {
    return new ContentHash(Hash16.checked(bytes, "content hash"));
  }
}

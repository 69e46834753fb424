package io.meterhouse.metering;

/**
 * One of the values that a {@link Aggregation#UNIQUE_COUNT} tells apart. Each folds into windows of
 * its own, so that what is counted apart is exact over every period, however windows are put
 * together, and stays right when an event comes late or is taken back.
 */
public final class Member extends Hash16 {

  private Member(byte[] bytes) {
    super(bytes);
  }

  /** The member that a scalar's text names. */
  public static Member of(String text) {
    return new Member(Hash16.of(Hash16.field(text)));
  }

  /**
   * @throws IllegalArgumentException if it is not 16 bytes
   */
  public static Member ofBytes(byte[] bytes) {
    return new Member(Hash16.checked(bytes, "member"));
  }
}

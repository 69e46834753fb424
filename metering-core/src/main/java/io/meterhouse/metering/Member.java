package io.meterhouse.metering;

import java.util.Arrays;
import java.util.HexFormat;

/**
 * One of the values that a {@link Aggregation#UNIQUE_COUNT} tells apart. Each folds into windows of
 * its own, so that what is counted apart is exact over every period, however windows are put
 * together, and stays right when an event comes late or is taken back.
 */
public final class Member {

  public static final int BYTES = Hash16.BYTES;

  private final byte[] bytes;

  private Member(byte[] bytes) {
    this.bytes = bytes;
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

  public byte[] bytes() {
    return bytes.clone();
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Member that && Arrays.equals(bytes, that.bytes);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(bytes);
  }

  /** Lower-case hexadecimal. */
  @Override
  public String toString() {
    return HexFormat.of().formatHex(bytes);
  }
}

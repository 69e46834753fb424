package io.meterhouse.metering;

import java.util.Arrays;
import java.util.HexFormat;

/**
 * What makes an event this event: tenant, source and id, and nothing else. Time is not part of it,
 * so that a client that stamps a retry anew still sends the same event.
 */
public final class Identity {

  private final byte[] bytes;

  private Identity(byte[] bytes) {
    this.bytes = bytes;
  }

  public static Identity of(TenantId tenant, String source, String id) {
    return new Identity(
        Hash16.of(Hash16.field(tenant.value()), Hash16.field(source), Hash16.field(id)));
  }

  /**
   * @throws IllegalArgumentException if it is not 16 bytes
   */
  public static Identity ofBytes(byte[] bytes) {
    return new Identity(Hash16.checked(bytes, "identity"));
  }

  public byte[] bytes() {
    return bytes.clone();
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Identity that && Arrays.equals(bytes, that.bytes);
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

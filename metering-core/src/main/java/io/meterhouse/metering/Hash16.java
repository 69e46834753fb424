package io.meterhouse.metering;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;

/**
 * The first 16 bytes of SHA-256 over fields that each say their length first. Hashes of different
 * kinds are never equal.
 */
abstract sealed class Hash16 permits ContentHash, Identity, Member {

  public static final int BYTES = 16;

  /** Every event is hashed twice, and to find and make a digest costs as much as to use it. */
  private static final ThreadLocal<MessageDigest> DIGEST = ThreadLocal.withInitial(Hash16::sha256);

  private final byte[] bytes;

  /** Takes the array as its own. */
  Hash16(byte[] bytes) {
    this.bytes = bytes;
  }

  public final byte[] bytes() {
    return bytes.clone();
  }

  /** The last four bytes, big-endian. */
  final int lastInt() {
    int value = 0;
    for (int i = BYTES - Integer.BYTES; i < BYTES; i++) {
      value = (value << Byte.SIZE) | (bytes[i] & 0xff);
    }
    return value;
  }

  @Override
  public final boolean equals(Object other) {
    return other instanceof Hash16 that
        && getClass() == that.getClass()
        && Arrays.equals(bytes, that.bytes);
  }

  @Override
  public final int hashCode() {
    return Arrays.hashCode(bytes);
  }

  /** Lower-case hexadecimal. */
  @Override
  public final String toString() {
    return HexFormat.of().formatHex(bytes);
  }

  /** Of the fields in their order. The lengths keep ("ab", "c") and ("a", "bc") apart. */
  static byte[] of(byte[]... fields) {
    int size = 0;
    for (byte[] field : fields) {
      size = Math.addExact(size, Integer.BYTES + field.length);
    }
    // In one piece: many small updates cost as much as the hash itself.
    ByteBuffer hashed = ByteBuffer.allocate(size);
    for (byte[] field : fields) {
      hashed.putInt(field.length).put(field);
    }
    return Arrays.copyOf(DIGEST.get().digest(hashed.array()), BYTES);
  }

  /** A text as a field. */
  static byte[] field(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  static byte[] checked(byte[] bytes, String what) {
    if (bytes.length != BYTES) {
      throw new IllegalArgumentException(
          what + ": " + bytes.length + " bytes (expected: " + BYTES + ")");
    }
    return bytes.clone();
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }
}

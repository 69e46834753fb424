package io.meterhouse.metering;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;

/** The first 16 bytes of SHA-256 over fields that each say their length first. */
final class Hash16 {

  static final int BYTES = 16;

  private final MessageDigest digest;

  Hash16() {
    try {
      digest = MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }

  /** The length in front keeps ("ab", "c") and ("a", "bc") apart. */
  Hash16 field(byte[] bytes) {
    int length = bytes.length;
    digest.update((byte) (length >>> 24));
    digest.update((byte) (length >>> 16));
    digest.update((byte) (length >>> 8));
    digest.update((byte) length);
    digest.update(bytes);
    return this;
  }

  Hash16 field(String text) {
    return field(text.getBytes(StandardCharsets.UTF_8));
  }

  byte[] bytes() {
    return Arrays.copyOf(digest.digest(), BYTES);
  }

  static byte[] checked(byte[] bytes, String what) {
    if (bytes.length != BYTES) {
      throw new IllegalArgumentException(
          what + ": " + bytes.length + " bytes (expected: " + BYTES + ")");
    }
    return bytes.clone();
  }
}

package io.meterhouse.kit.wire;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

/** Strict UTF-8: no overlong form, no surrogate, no raw NUL (which would pass for UTF-16). */
public final class Utf8 {

  private static final VarHandle LONGS =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
  private static final long HIGH_BITS = 0x8080808080808080L;
  private static final long ONES = 0x0101010101010101L;

  private Utf8() {}

  /** Whether {@code length} bytes from {@code from} are text; one pass, eight bytes a step. */
  public static boolean isText(byte[] bytes, int from, int length) {
    int end = from + length;
    int i = from;
    while (i + Long.BYTES <= end) {
      long word = (long) LONGS.get(bytes, i);
      long zeroBytes = (word - ONES) & ~word & HIGH_BITS;
      if ((word & HIGH_BITS) != 0 || zeroBytes != 0) {
        break;
      }
      i += Long.BYTES;
    }
    return i == end || restIsText(bytes, i, end);
  }

  private static boolean restIsText(byte[] bytes, int from, int end) {
    for (int i = from; i < end; i++) {
      if (bytes[i] == 0) {
        return false;
      }
    }
    try {
      StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes, from, end - from));
      return true;
    } catch (CharacterCodingException e) {
      return false;
    }
  }
}

package io.meterhouse.local.clickhouse.codec;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/**
 * CityHash128 as of version 1.0.2, the checksum of ClickHouse's compressed blocks. Later versions
 * of CityHash give other values. Allocates nothing but the answer.
 */
final class CityHash128 {
  private static final VarHandle LONG =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
  private static final VarHandle INT =
      MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);

  private static final long K0 = 0xc3a5c85c97cb3127L;
  private static final long K1 = 0xb492b66fbe98f273L;
  private static final long K2 = 0x9ae16a3b2f90404fL;
  private static final long K3 = 0xc949d7c7509e6557L;
  private static final long MULTIPLIER = 0x9ddfea08eb382d69L;
  private static final int LONG_INPUT_BYTES = 128;

  /** The two halves, in the order in which they are written. */
  record Hash(long low, long high) {}

  private CityHash128() {}

  static Hash of(byte[] data, int offset, int length) {
    if (length >= 16) {
      return seeded(
          data, offset + 16, length - 16, longAt(data, offset) ^ K3, longAt(data, offset + 8));
    }
    if (length >= 8) {
      long low = longAt(data, offset) ^ (length * K0);
      return seeded(data, offset, 0, low, longAt(data, offset + length - 8) ^ K1);
    }
    return seeded(data, offset, length, K0, K1);
  }

  private static Hash seeded(byte[] data, int offset, int length, long low, long high) {
    return length < LONG_INPUT_BYTES
        ? murmur(data, offset, length, low, high)
        : new LongInput(data, low, high).hash(offset, length);
  }

  private static Hash murmur(byte[] s, int start, int length, long low, long high) {
    long a = low;
    long b = high;
    long c;
    long d;
    if (length <= 16) {
      a = shiftMix(a * K1) * K1;
      c = b * K1 + upTo16(s, start, length);
      d = shiftMix(a + (length >= 8 ? longAt(s, start) : c));
    } else {
      c = mix(longAt(s, start + length - 8) + K1, a);
      d = mix(b + length, c + longAt(s, start + length - 16));
      a += d;
      int at = start;
      for (int left = length - 16; left > 0; left -= 16) {
        a = (a ^ shiftMix(longAt(s, at) * K1) * K1) * K1;
        b ^= a;
        c = (c ^ shiftMix(longAt(s, at + 8) * K1) * K1) * K1;
        d ^= c;
        at += 16;
      }
    }
    a = mix(a, c);
    b = mix(d, b);
    return new Hash(a ^ b, mix(b, a));
  }

  private static long upTo16(byte[] s, int at, int length) {
    if (length > 8) {
      long a = longAt(s, at);
      long b = longAt(s, at + length - 8);
      return mix(a, Long.rotateRight(b + length, length)) ^ b;
    }
    if (length >= 4) {
      return mix(length + (intAt(s, at) << 3), intAt(s, at + length - 4));
    }
    if (length > 0) {
      long y = (s[at] & 0xff) + ((s[at + (length >> 1)] & 0xffL) << 8);
      long z = length + ((s[at + length - 1] & 0xffL) << 2);
      return shiftMix(y * K2 ^ z * K3) * K2;
    }
    return K2;
  }

  private static long mix(long u, long v) {
    long a = (u ^ v) * MULTIPLIER;
    a ^= a >>> 47;
    long b = (v ^ a) * MULTIPLIER;
    b ^= b >>> 47;
    return b * MULTIPLIER;
  }

  private static long shiftMix(long value) {
    return value ^ (value >>> 47);
  }

  private static long longAt(byte[] data, int at) {
    return (long) LONG.get(data, at);
  }

  private static long intAt(byte[] data, int at) {
    return (int) INT.get(data, at) & 0xffffffffL;
  }

  /** The 56 bytes of state that inputs of 128 bytes and more are folded into. */
  private static final class LongInput {
    private final byte[] s;
    private long x;
    private long y;
    private long z;
    private long v1;
    private long v2;
    private long w1;
    private long w2;

    LongInput(byte[] s, long low, long high) {
      this.s = s;
      this.x = low;
      this.y = high;
    }

    Hash hash(int start, int length) {
      z = length * K1;
      v1 = Long.rotateRight(y ^ K1, 49) * K1 + longAt(s, start);
      v2 = Long.rotateRight(v1, 42) * K1 + longAt(s, start + 8);
      w1 = Long.rotateRight(y + z, 35) * K1 + x;
      w2 = Long.rotateRight(x + longAt(s, start + 88), 53) * K1;
      int at = start;
      int left = length;
      for (; left >= LONG_INPUT_BYTES; left -= LONG_INPUT_BYTES) {
        fold64(at);
        fold64(at + 64);
        at += LONG_INPUT_BYTES;
      }
      y += Long.rotateRight(w1, 37) * K0 + z;
      x += Long.rotateRight(v1 + z, 49) * K0;
      for (int done = 32; done < left + 32; done += 32) {
        foldTail(at + left - done);
      }
      x = mix(x, v1);
      y = mix(y, w1);
      return new Hash(mix(x + v2, w2) + y, mix(x + w2, y + v2));
    }

    private void fold64(int at) {
      x = Long.rotateRight(x + y + v1 + longAt(s, at + 16), 37) * K1;
      y = Long.rotateRight(y + v2 + longAt(s, at + 48), 42) * K1;
      x ^= w2;
      y ^= v1;
      z = Long.rotateRight(z ^ w1, 33);
      foldV(at, v2 * K1, x + w1);
      foldW(at + 32, z + w2, y);
      long swap = z;
      z = x;
      x = swap;
    }

    private void foldTail(int at) {
      y = Long.rotateRight(y - x, 42) * K0 + v2;
      w1 += longAt(s, at + 16);
      x = Long.rotateRight(x, 49) * K0 + w1;
      w1 += v1;
      foldV(at, v1, v2);
    }

    private void foldV(int at, long first, long second) {
      long a = first + longAt(s, at);
      long b = Long.rotateRight(second + a + longAt(s, at + 24), 21);
      long c = a;
      a += longAt(s, at + 8) + longAt(s, at + 16);
      v1 = a + longAt(s, at + 24);
      v2 = b + Long.rotateRight(a, 44) + c;
    }

    private void foldW(int at, long first, long second) {
      long a = first + longAt(s, at);
      long b = Long.rotateRight(second + a + longAt(s, at + 24), 21);
      long c = a;
      a += longAt(s, at + 8) + longAt(s, at + 16);
      w1 = a + longAt(s, at + 24);
      w2 = b + Long.rotateRight(a, 44) + c;
    }
  }
}
